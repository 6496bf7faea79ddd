// Package shim opens the door to the upstream provider: its constructor lies in an `internal` folder, which only
// a module of the upstream's own name may import. The `replace` lines in ../go.mod give this folder that name.
package shim

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// NewProvider returns the upstream Docker provider.
func NewProvider(version string) *schema.Provider { return provider.New(version)() }
