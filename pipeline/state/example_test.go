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

// An answer is found again by the key of what was asked.
func ExampleLog_AddExchange() {
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
	asked := state.Exchange{Model: "small", Sent: `{"model":"small"}`, Received: `{"choices":[]}`}
	answers := []state.Answer{{Key: "k1", Menu: "m1", Body: []byte("too slow")}}
	if err := l.AddExchange(ctx, asked, "m1", []byte("too slow, too dear"), answers); err != nil {
		log.Fatal(err)
	}
	found, err := l.Answers(ctx, []string{"k1", "k2"})
	if err != nil {
		log.Fatal(err)
	}
	for key, list := range found {
		for _, a := range list {
			fmt.Printf("%s: %s (menu %s, exchange %d)\n", key, a.Body, a.Menu, a.Exchange)
		}
	}
	// Output: k1: too slow (menu m1, exchange 1)
}
