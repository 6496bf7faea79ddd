// Command pulumi-language-nodejs runs Pulumi programs and policy packs in Node. Pulumi's CLI finds it beside itself on
// PATH and speaks gRPC with it. The official host is not published as a Go module; this one serves what the CLI asks for
// preview, up, refresh, destroy and policy packs. Not in it: code generation, dependency listing, the debugger.
package main

import (
	"flag"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/cmdutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	tracing := flag.String("tracing", "", "a tracing endpoint, handed on to the program")
	// What older CLIs pass as flags; newer ones send these with each program.
	for _, name := range []string{"typescript", "root", "nodeargs", "packagemanager"} {
		flag.String(name, "", "accepted and not used")
	}
	flag.Parse()

	served := &host{engine: flag.Arg(0), tracing: *tracing}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: make(chan bool),
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, served)
			return nil
		},
	})
	if err != nil {
		cmdutil.Exit(fmt.Errorf("pulumi-language-nodejs: could not start its server: %w", err))
	}
	// The CLI reads the port from the first line of standard output.
	fmt.Printf("%d\n", server.Port)
	if err := <-server.Done; err != nil {
		cmdutil.Exit(fmt.Errorf("pulumi-language-nodejs: its server stopped: %w", err))
	}
}
