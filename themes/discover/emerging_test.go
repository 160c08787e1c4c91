package discover

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"verbatim/datasets"
)

func day(t testing.TB, s string) datasets.Date {
	t.Helper()
	var d datasets.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestComplete(t *testing.T) {
	tests := []struct {
		period           Period
		newest, from, to string
	}{
		{Month, "2026-07-20", "2026-06-01", "2026-06-30"},
		{Month, "2026-07-31", "2026-07-01", "2026-07-31"},
		{Month, "2026-01-01", "2025-12-01", "2025-12-31"},
		{Month, "2024-02-29", "2024-02-01", "2024-02-29"},
		{Quarter, "2026-07-20", "2026-04-01", "2026-06-30"},
		{Quarter, "2026-12-31", "2026-10-01", "2026-12-31"},
		{Week, "2026-07-20", "2026-07-13", "2026-07-19"}, // a Monday
		{Week, "2026-07-19", "2026-07-13", "2026-07-19"}, // a Sunday
		{Week, "1969-12-30", "1969-12-22", "1969-12-28"},
	}
	for _, tt := range tests {
		from, to := tt.period.Complete(day(t, tt.newest))
		if from.String() != tt.from || to.String() != tt.to {
			t.Errorf("last complete %s on %s: %s to %s, want %s to %s", tt.period, tt.newest, from, to, tt.from, tt.to)
		}
	}
}

// months are texts of April to July; what stands in more of June's is planted.
func months(t testing.TB) []Text {
	var texts []Text
	for i := range 120 {
		words := fmt.Sprintf("report %d is fine", i)
		at := day(t, "2026-04-01") + datasets.Date(i)
		june := at >= day(t, "2026-06-01") && at <= day(t, "2026-06-30")
		if june && i%2 == 0 || i%30 == 0 {
			words += ", but the login page fails"
		}
		text := cut(t, fmt.Sprint(i), words)
		text.Date = datasets.Some(at)
		if june && i%3 == 0 {
			text.Themes = []string{"login"}
		}
		texts = append(texts, text)
	}
	return append(texts, cut(t, "undated", "the login page fails"))
}

func TestEmerging(t *testing.T) {
	g, err := Emerging(context.Background(), sequence(months(t)), GrowthOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if g.Now.From != day(t, "2026-06-01") || g.Now.To != day(t, "2026-06-30") || g.Now.Responses != 30 || g.Before.Responses != 61 || g.Undated != 1 {
		t.Errorf("compared %+v with %+v, %d undated", g.Now, g.Before, g.Undated)
	}
	if len(g.Grown) != 2 {
		t.Fatalf("%d grew, want the theme and one phrase: %+v", len(g.Grown), g.Grown)
	}
	theme, phrase := g.Grown[0], g.Grown[1]
	if theme.ThemeID != "login" || theme.Now != 10 || theme.Before != 0 || theme.Ratio.OK {
		t.Errorf("theme: %+v", theme)
	}
	if phrase.Phrase != "login page fails" || phrase.Now != 15 || phrase.Before != 3 || phrase.Q > 1e-4 || phrase.Example.ID == "undated" {
		t.Errorf("phrase: %+v", phrase)
	}
}

func TestEmergingSince(t *testing.T) {
	g, err := Emerging(context.Background(), sequence(months(t)), GrowthOptions{Since: datasets.Some(day(t, "2026-06-16"))})
	if err != nil {
		t.Fatal(err)
	}
	if g.Now.From.String() != "2026-06-16" || g.Now.To.String() != "2026-07-29" || g.Before.To.String() != "2026-06-15" {
		t.Errorf("compared %+v with %+v", g.Now, g.Before)
	}
}

func TestEmergingOrderDoesNotMatter(t *testing.T) {
	var want string
	for seed := range uint64(4) {
		g, err := Emerging(context.Background(), sequence(shuffled(months(t), seed)), GrowthOptions{Rate: 0.9})
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(got)
		}
		if string(got) != want {
			t.Errorf("shuffle %d:\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// Where dates are dealt out by chance, nothing grows but rarely.
func TestNothingGrowsByChance(t *testing.T) {
	texts := sampleTexts(t)
	rng := rand.New(rand.NewPCG(1, 1))
	found := 0
	const rounds = 20
	for range rounds {
		for i := range texts {
			texts[i].Date = datasets.Some(day(t, "2026-04-01") + datasets.Date(rng.IntN(90)))
		}
		g, err := Emerging(context.Background(), sequence(texts), GrowthOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Grown) > 0 {
			found++
		}
	}
	if found > 3 {
		t.Errorf("something grew in %d of %d rounds, want 1 or so", found, rounds)
	}
}

func TestEmergingErrors(t *testing.T) {
	undated := []Text{cut(t, "1", "no date")}
	if _, err := Emerging(context.Background(), sequence(undated), GrowthOptions{}); !errors.Is(err, ErrNoDates) {
		t.Errorf("without dates: %v", err)
	}
	for _, since := range []string{"2026-01-01", "2027-01-01"} {
		_, err := Emerging(context.Background(), sequence(months(t)), GrowthOptions{Since: datasets.Some(day(t, since))})
		if !errors.Is(err, ErrNoPast) {
			t.Errorf("since %s: %v", since, err)
		}
	}
	if _, err := ParsePeriod("year"); err == nil {
		t.Error("a year is no period")
	}
}
