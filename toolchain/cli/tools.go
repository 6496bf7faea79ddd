//go:build tools

// Package tools pins the Pulumi command line and everything it is built from.
// `go build github.com/pulumi/pulumi/pkg/v3/cmd/pulumi` in this folder makes the binary.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
