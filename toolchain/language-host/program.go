package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// alreadySaid is the program's exit code when it has told the user itself what went wrong.
const alreadySaid = 32

// Run runs the program to its end. What it prints goes to this process's streams, which the CLI shows.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	runner, err := findModule(request.Info.ProgramDirectory, "@pulumi/pulumi/cmd/run")
	if err != nil {
		return nil, err
	}
	config, err := json.Marshal(nonNil(request.Config))
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	secretKeys, err := json.Marshal(request.ConfigSecretKeys)
	if err != nil {
		return nil, fmt.Errorf("configuration's secret keys: %w", err)
	}
	options := readOptions(request.Info)
	cmd := exec.CommandContext(ctx, "node", append(options.args, h.programArgs(runner, request)...)...)
	cmd.Dir = request.Pwd
	cmd.Env = append(append(os.Environ(), options.env...),
		"PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return response(cmd.Run())
}

func (h *host) programArgs(runner string, request *pulumirpc.RunRequest) []string {
	args := []string{runner}
	add := func(name, value string) {
		if value != "" {
			args = append(args, "--"+name, value)
		}
	}
	add("monitor", request.MonitorAddress)
	add("engine", h.engine)
	add("organization", request.Organization)
	add("project", request.Project)
	add("root-directory", request.Info.RootDirectory)
	add("stack", request.Stack)
	add("pwd", request.Pwd)
	add("parallel", strconv.Itoa(int(request.Parallel)))
	add("tracing", h.tracing)
	if request.DryRun {
		args = append(args, "--dry-run")
	}
	entry := request.Info.EntryPoint
	// "." lets the SDK read package.json for the entry point.
	if entry != "." {
		entry = filepath.Join(request.Info.ProgramDirectory, entry)
	}
	return append(append(args, entry), request.Args...)
}

// response turns the way a program ended into what the CLI expects.
func response(err error) (*pulumirpc.RunResponse, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, errNoNode(err)
	case !errors.As(err, &exit):
		return nil, fmt.Errorf("could not run the program: %w", err)
	case exit.ExitCode() == alreadySaid:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: "the program ended with " + exit.String()}, nil
	}
}

func nonNil(config map[string]string) map[string]string {
	if config == nil {
		return map[string]string{}
	}
	return config
}
