// Verbatim turns what customers write into themes, routes, a searchable index
// and Parquet. Run it without arguments for help.
package main

import (
	"os"
	_ "time/tzdata" // zones are part of the result, and not every machine has them

	"verbatim/cmd/internal/cli"
)

func main() {
	os.Exit(cli.Main(newRoot(), os.Args[1:], os.Stderr))
}
