//go:build tools

// Package tools pins docker compose, which `./sutazai bench` compares with where the host has none.
// `go build github.com/docker/compose/v2/cmd` in this folder makes the binary.
package tools

import _ "github.com/docker/compose/v2/cmd"
