//go:build tools

// Pins the command that `./sutazai images sbom` builds.
package tools

import _ "github.com/anchore/syft/cmd/syft"
