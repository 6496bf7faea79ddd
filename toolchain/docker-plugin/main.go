// Command pulumi-resource-docker is Pulumi's Docker plugin, built from published Go modules: the upstream provider
// behind the same bridge, with the same resource tokens as the official plugin, so that each reads the other's state.
// Not in it: the native docker.Image; programs build with docker.RemoteImage.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
)

// version is that of the official plugin whose place this one takes; the build may set it.
var version = "5.2.0"

// schema names the resources. The SDK on npm brings its own types, so nothing reads the properties from here.
//
//go:embed schema.json
var schema []byte

func main() { tfbridge.Main("docker", version, providerInfo(), schema) }
