package state_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"verbatim/datasets"
	"verbatim/pipeline/state"
)

func Example() {
	dir, err := os.MkdirTemp("", "state")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	l, err := state.Open(filepath.Join(dir, state.File))
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()

	ctx := context.Background()
	added, err := l.AddLabels(ctx, []datasets.Label{
		{VerbatimID: "41#reason", ThemeID: "slow", By: "ann"},
		{VerbatimID: "42#reason", ThemeID: "slow", By: "ann"},
		{VerbatimID: "41#reason", ThemeID: "slow", By: "bob", Removed: true},
	})
	if err != nil {
		log.Fatal(err)
	}
	current, err := l.Labels(ctx, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(added, "events")
	for _, v := range current {
		fmt.Println(v.VerbatimID, v.ThemeID, "removed:", v.Removed, "by", v.By)
	}
	// Output:
	// 3 events
	// 41#reason slow removed: true by bob
	// 42#reason slow removed: false by ann
}
