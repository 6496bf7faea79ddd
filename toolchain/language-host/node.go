package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func errNoNode(err error) error {
	return fmt.Errorf("pulumi-language-nodejs needs `node` on PATH: %w; run `eval \"$(./sutazai env)\"` first", err)
}

// findModule looks for a module's folder in node_modules, from dir upwards, as Node does.
func findModule(dir, module string) (string, error) {
	for at := dir; ; at = filepath.Dir(at) {
		found := filepath.Join(at, "node_modules", filepath.FromSlash(module))
		if _, err := os.Stat(found); err == nil {
			return found, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("module %s: not found from %s upwards; run `npm ci` in the checkout", module, dir)
		}
	}
}

// nodeOptions are the `runtime.options` of Pulumi.yaml that this host understands.
type nodeOptions struct {
	// args for node itself, before the program: `nodeargs`, separated by blanks.
	args []string
	// env for the SDK: `typescript` (default true: the SDK's own compiler) and `tsconfig`.
	env []string
}

func readOptions(info *pulumirpc.ProgramInfo) nodeOptions {
	options := info.GetOptions().AsMap()
	read := nodeOptions{}
	if text, ok := options["nodeargs"].(string); ok {
		read.args = strings.Fields(text)
	}
	if typescript, ok := options["typescript"].(bool); !ok || typescript {
		read.env = append(read.env, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if path, ok := options["tsconfig"].(string); ok && path != "" {
		read.env = append(read.env, "PULUMI_NODEJS_TSCONFIG_PATH="+path)
	}
	return read
}
