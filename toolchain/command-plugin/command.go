package main

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// Command is the resource command:local:Command.
type Command struct{}

// Annotate gives the resource the official plugin's token.
func (*Command) Annotate(a infer.Annotator) { a.SetToken("local", "Command") }

// CommandArgs are the inputs. Logging is accepted for compatibility and has no effect.
type CommandArgs struct {
	Create                 *string           `pulumi:"create,optional"`
	Update                 *string           `pulumi:"update,optional"`
	Delete                 *string           `pulumi:"delete,optional"`
	Dir                    *string           `pulumi:"dir,optional"`
	Stdin                  *string           `pulumi:"stdin,optional"`
	Environment            map[string]string `pulumi:"environment,optional"`
	Interpreter            []string          `pulumi:"interpreter,optional"`
	Logging                *string           `pulumi:"logging,optional"`
	AddPreviousOutputInEnv *bool             `pulumi:"addPreviousOutputInEnv,optional"`
	Triggers               []any             `pulumi:"triggers,optional" provider:"replaceOnChanges"`
}

// CommandState is what the stack remembers: the inputs and what the last script printed.
type CommandState struct {
	CommandArgs
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// Create runs the create script; without one the resource only holds its triggers.
func (Command) Create(ctx context.Context, request infer.CreateRequest[CommandArgs]) (infer.CreateResponse[CommandState], error) {
	state, err := CommandState{CommandArgs: request.Inputs}, error(nil)
	if script := request.Inputs.Create; !request.DryRun && script != nil {
		state, err = run(ctx, request.Inputs, *script, nil)
	}
	return infer.CreateResponse[CommandState]{ID: request.Name, Output: state}, err
}

// Update runs the update script, or the create script where there is none.
func (Command) Update(ctx context.Context, request infer.UpdateRequest[CommandArgs, CommandState]) (infer.UpdateResponse[CommandState], error) {
	state, err := request.State, error(nil)
	state.CommandArgs = request.Inputs
	script := request.Inputs.Update
	if script == nil {
		script = request.Inputs.Create
	}
	if !request.DryRun && script != nil {
		state, err = run(ctx, request.Inputs, *script, &request.State)
	}
	return infer.UpdateResponse[CommandState]{Output: state}, err
}

// Delete runs the delete script, if any.
func (Command) Delete(ctx context.Context, request infer.DeleteRequest[CommandState]) (infer.DeleteResponse, error) {
	if request.State.Delete == nil {
		return infer.DeleteResponse{}, nil
	}
	_, err := run(ctx, request.State.CommandArgs, *request.State.Delete, &request.State)
	return infer.DeleteResponse{}, err
}
