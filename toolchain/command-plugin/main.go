// Command pulumi-resource-command is Pulumi's command plugin as far as this project uses it: the resource
// command:local:Command with the official plugin's fields, token and state, so that each reads the other's state.
// Not in it: remote commands, assets, archives and live logging.
package main

import (
	"context"
	"fmt"
	"os"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
)

// version is that of the official plugin whose place this one takes; the build may set it.
var version = "1.2.1"

func main() {
	provider, err := infer.NewProviderBuilder().WithResources(infer.Resource(&Command{})).Build()
	if err == nil {
		err = p.RunProvider(context.Background(), "command", version, provider)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-resource-command:", err)
		os.Exit(1)
	}
}
