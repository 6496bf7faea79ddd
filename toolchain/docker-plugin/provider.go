package main

import (
	"unicode"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-docker/shim"
)

// token makes the official plugin's type token of a resource: docker:index/container:Container.
func token(name string) tokens.Type {
	lower := string(unicode.ToLower(rune(name[0]))) + name[1:]
	return tokens.Type("docker:index/" + lower + ":" + name)
}

// keepNames stops the bridge from turning a list's name into its plural where the official plugin does not.
func keepNames(fields map[string]string) map[string]*tfbridge.SchemaInfo {
	kept := map[string]*tfbridge.SchemaInfo{}
	for upstream, name := range fields {
		kept[upstream] = &tfbridge.SchemaInfo{Name: name}
	}
	return kept
}

// providerInfo maps the upstream provider to Pulumi exactly as the official plugin does.
func providerInfo() tfbridge.ProviderInfo {
	return tfbridge.ProviderInfo{
		P:            shimv2.NewProvider(shim.NewProvider(version)),
		Name:         "docker",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		Config: map[string]*tfbridge.SchemaInfo{
			"host": {Default: &tfbridge.DefaultInfo{
				EnvVars: []string{"DOCKER_HOST"},
				Value:   "unix:///var/run/docker.sock",
			}},
			"registry_auth": {Name: "registryAuth", MaxItemsOne: tfbridge.False()},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_config": {Tok: token("ServiceConfig")},
			"docker_container": {
				Tok:                 token("Container"),
				DeleteBeforeReplace: true,
				Fields:              keepNames(map[string]string{"command": "command", "networks_advanced": "networksAdvanced"}),
			},
			"docker_image":          {Tok: token("RemoteImage"), Fields: keepNames(map[string]string{"name": "name"})},
			"docker_network":        {Tok: token("Network")},
			"docker_plugin":         {Tok: token("Plugin")},
			"docker_registry_image": {Tok: token("RegistryImage")},
			"docker_secret":         {Tok: token("Secret")},
			"docker_service":        {Tok: token("Service")},
			"docker_tag":            {Tok: token("Tag")},
			"docker_volume":         {Tok: token("Volume")},
		},
		IgnoreMappings: []string{"docker_buildx_builder", "docker_compose"},
		DataSources:    map[string]*tfbridge.DataSourceInfo{},
	}
}
