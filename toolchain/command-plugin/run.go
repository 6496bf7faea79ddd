package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// run executes one script and returns the state it leaves; previous is what the last script printed, if one ran.
func run(ctx context.Context, args CommandArgs, script string, previous *CommandState) (CommandState, error) {
	interpreter := args.Interpreter
	if len(interpreter) == 0 {
		interpreter = []string{"/bin/sh", "-c"}
	}
	argv := append(append([]string{}, interpreter[1:]...), script)
	cmd := exec.CommandContext(ctx, interpreter[0], argv...)
	cmd.Env = environment(args, previous)
	if args.Dir != nil {
		cmd.Dir = *args.Dir
	}
	if args.Stdin != nil {
		cmd.Stdin = strings.NewReader(*args.Stdin)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	// A cancelled deploy ends the script's children too; otherwise they hold the pipes and the plugin with them.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second

	err := cmd.Run()
	if err != nil {
		output := strings.TrimSpace(stdout.String() + stderr.String())
		err = fmt.Errorf("%s: %w\n%s", interpreter[0], err, hideSecrets(output, args))
	}
	return CommandState{
		CommandArgs: args,
		Stdout:      strings.TrimSuffix(stdout.String(), "\n"),
		Stderr:      strings.TrimSuffix(stderr.String(), "\n"),
	}, err
}

// environment is the plugin's own, the resource's on top, and the previous output as the official plugin names it.
func environment(args CommandArgs, previous *CommandState) []string {
	variables := os.Environ()
	if previous != nil && (args.AddPreviousOutputInEnv == nil || *args.AddPreviousOutputInEnv) {
		variables = append(variables, "PULUMI_COMMAND_STDOUT="+previous.Stdout, "PULUMI_COMMAND_STDERR="+previous.Stderr)
	}
	for name, value := range args.Environment {
		variables = append(variables, name+"="+value)
	}
	return variables
}

var secretName = regexp.MustCompile(`(?i)pass|secret|token|key|credential`)

// hideSecrets removes standard input and secret variables from a failed script's output, which everyone may read.
// The script itself and its other inputs are never part of an error.
func hideSecrets(output string, args CommandArgs) string {
	hide := func(value string) {
		if len(value) >= 4 {
			output = strings.ReplaceAll(output, value, "[hidden]")
		}
	}
	if args.Stdin != nil {
		hide(strings.TrimSpace(*args.Stdin))
	}
	for name, value := range args.Environment {
		if secretName.MatchString(name) {
			hide(value)
		}
	}
	return output
}
