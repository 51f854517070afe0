//go:build tools

// Package tools pins the neo-go node that the tests run against.
package tools

import _ "github.com/nspcc-dev/neo-go/cli"
