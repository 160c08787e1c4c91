package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"verbatim/pipeline/index"
)

// The scores are a scale, which a page shows whole; of other fields the first
// values do.
func TestFacetShowsAllScores(t *testing.T) {
	for _, tt := range []struct {
		field string
		more  bool
	}{{"score", false}, {"country", true}} {
		f := index.Facet{Field: tt.field}
		for i := range 11 {
			f.Values = append(f.Values, index.FacetValue{Value: fmt.Sprint(i), Count: 5})
		}
		var b strings.Builder
		(&searchPage{}).writeFacet(&b, f)
		if got := strings.Contains(b.String(), "and 3 more"); got != tt.more {
			t.Errorf("%s: %q", tt.field, b.String())
		}
		if got := strings.Contains(b.String(), "10 5"); got == tt.more {
			t.Errorf("%s: %q", tt.field, b.String())
		}
	}
}

func TestLanguageOfQuery(t *testing.T) {
	for query, want := range map[string]string{"slow": "en", "遅い": "ja", "カタカナ OR x": "ja", "score:0..6": "en", "Ü": "en", "": "en"} {
		if got := languageOf(query); got != want {
			t.Errorf("%q is %s, want %s", query, got, want)
		}
	}
}

func TestTooOldText(t *testing.T) {
	for _, tt := range []struct {
		n      int
		maxAge time.Duration
		want   string
	}{
		{1, 14 * 24 * time.Hour, "1 more was due a reply but is older than max_age 14d before"},
		{1200, 36 * time.Hour, "1,200 more were due a reply but are older than max_age 36h before"},
		{2, 0, "2 more were due a reply but are older than max_age before"},
	} {
		if got := tooOldText(tt.n, tt.maxAge); !strings.HasPrefix(got, tt.want) {
			t.Errorf("got %q, want %q…", got, tt.want)
		}
	}
}

// Of two files that are in the way, init names the same one each time.
func TestInitNamesFirst(t *testing.T) {
	dir := t.TempDir()
	run := func() error {
		root := newRoot()
		root.SetArgs([]string{"init", dir})
		root.SetOut(new(strings.Builder))
		root.SilenceErrors, root.SilenceUsage = true, true
		return root.Execute()
	}
	if err := run(); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := run(); err == nil || !strings.Contains(err.Error(), "verbatim.yaml") {
			t.Fatal(errors.Join(errors.New("want verbatim.yaml named"), err))
		}
	}
}
