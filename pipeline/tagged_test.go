package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"verbatim/datasets"
)

// TestEachTagged compares the walk with the tables, over several parts and
// responses with several texts.
func TestEachTagged(t *testing.T) {
	ws := t.TempDir()
	lines := []string{"Response ID,NPS,What do you like?,What could be better?"}
	for i := range 60 {
		lines = append(lines, fmt.Sprintf("r%d,%d,%s,%s", i, i%11,
			[]string{"Fast support and good reports", "", "Nice people"}[i%3],
			[]string{"Too expensive and the app is slow", "料金が高いです", "", "The app crashes"}[i%4]))
	}
	o := options(ws, survey(t, "a.csv", lines...))
	o.Source.Text = []string{"What do you like?", "What could be better?"}
	o.partResponses = 25
	mustRun(t, o)

	var want []string
	tags := readAll[datasets.Tag](t, ws, "tags")
	for _, v := range readAll[datasets.Verbatim](t, ws, "verbatims") {
		line := v.VerbatimID + " " + v.Text
		for _, tag := range tags {
			if tag.VerbatimID == v.VerbatimID {
				line += " " + tag.ThemeID
			}
		}
		want = append(want, line)
	}
	var got []string
	g := open(t, ws)
	err := g.EachTagged(context.Background(), func(v *datasets.Verbatim, tags []datasets.Tag) error {
		line := v.VerbatimID + " " + v.Text
		for _, tag := range tags {
			line += " " + tag.ThemeID
		}
		got = append(got, line)
		return nil
	})
	if err != nil || len(tags) < 30 || len(g.Manifest.Parts) < 3 || !slices.Equal(got, want) {
		t.Errorf("%d tags in %d parts: got %q %v\nwant %q", len(tags), len(g.Manifest.Parts), got, err, want)
	}
	enough, calls := errors.New("enough"), 0
	err = g.EachTagged(context.Background(), func(*datasets.Verbatim, []datasets.Tag) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("an error of the caller: got %v after %d calls", err, calls)
	}
}
