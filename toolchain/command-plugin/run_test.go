package main

import (
	"context"
	"strings"
	"testing"
	"time"
)

func text(value string) *string { return &value }

func TestRunKeepsOutputAndPassesInputs(t *testing.T) {
	args := CommandArgs{Stdin: text("in"), Environment: map[string]string{"GREETING": "hello"}, Dir: text("/")}
	state, err := run(context.Background(), args, `echo "$GREETING $(cat) $(pwd) $PULUMI_COMMAND_STDOUT"; echo warn >&2`, &CommandState{Stdout: "before"})
	if err != nil || state.Stdout != "hello in / before" || state.Stderr != "warn" {
		t.Fatalf("got %q, %q, %v", state.Stdout, state.Stderr, err)
	}
}

func TestErrorShowsOutputButNoSecret(t *testing.T) {
	args := CommandArgs{Stdin: text("stdin-value\n"), Environment: map[string]string{"DB_PASSWORD": "hunter22"}}
	_, err := run(context.Background(), args, `echo "cannot log in with $DB_PASSWORD and $(cat)"; exit 7`, nil)
	if err == nil || !strings.Contains(err.Error(), "exit status 7") || !strings.Contains(err.Error(), "cannot log in with [hidden] and [hidden]") {
		t.Fatalf("got %v", err)
	}
}

func TestErrorNeverShowsTheScript(t *testing.T) {
	_, err := run(context.Background(), CommandArgs{}, `: script-with-a-value; exit 1`, nil)
	if err == nil || strings.Contains(err.Error(), "script-with-a-value") {
		t.Fatalf("got %v", err)
	}
}

func TestCancelEndsTheChildren(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	if _, err := run(ctx, CommandArgs{}, "sleep 30 & wait", nil); err == nil || time.Since(started) > 3*time.Second {
		t.Fatalf("got %v after %s", err, time.Since(started))
	}
}
