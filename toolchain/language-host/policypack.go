package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"

	sdk "github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// RunPlugin runs a policy pack. The Node library wants its configuration in the environment when it starts, while the
// CLI sends it after: the SDK's proxy stands between the two.
func (h *host) RunPlugin(request *pulumirpc.RunPluginRequest, stream pulumirpc.LanguageRuntime_RunPluginServer) error {
	if request.Kind != "" && request.Kind != "analyzer" {
		return fmt.Errorf("plugin %s of kind %s: this language host runs policy packs only", request.Name, request.Kind)
	}
	runner, err := findModule(request.Info.ProgramDirectory, "@pulumi/pulumi/cmd/run-policy-pack")
	if err != nil {
		return err
	}
	ctx := stream.Context()
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(stream, false)
	if err != nil {
		return err
	}
	defer closer.Close()
	proxy, packOutput, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}
	stackEnv, err := policyEnv(stack)
	if err != nil {
		return err
	}
	options := readOptions(request.Info)
	args := append(append(options.args, runner), append(request.Args, request.Info.ProgramDirectory)...)
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Dir = request.Info.ProgramDirectory
	cmd.Env = append(append(request.Env, options.env...), stackEnv...)
	cmd.Stdout, cmd.Stderr = packOutput, stderr
	if err := cmd.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return errNoNode(err)
		}
		return err
	}
	return proxy.Attach(ctx, cmd)
}

// policyEnv tells the pack which stack it judges; nil where there is none (`pulumi policy publish`).
func policyEnv(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	config, err := json.Marshal(nonNil(stack.Config))
	if err != nil {
		return nil, fmt.Errorf("policy pack's configuration: %w", err)
	}
	return []string{
		"PULUMI_CONFIG=" + string(config),
		"PULUMI_NODEJS_DRY_RUN=" + strconv.FormatBool(stack.DryRun),
		"PULUMI_NODEJS_ORGANIZATION=" + stack.Organization,
		"PULUMI_NODEJS_PROJECT=" + stack.Project,
		"PULUMI_NODEJS_STACK=" + stack.Stack,
	}, nil
}
