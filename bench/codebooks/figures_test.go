package codebooks_test

import (
	"fmt"
	"strings"
)

// figures are what `verbatim evaluate --json` says of one half of a gold file,
// as docs/evaluation.md describes it.
type figures struct {
	Gold struct {
		Texts   int `json:"texts"`
		LeftOut int `json:"left_out"`
	} `json:"gold"`
	Themes    *part          `json:"themes"`
	Routes    *part          `json:"routes"`
	Sentiment *part          `json:"sentiment"`
	Intent    *part          `json:"intent"`
	Negation  *part          `json:"negation"`
	Unfound   map[string]int `json:"unfound"`
}

// part is the figures of themes, routes, sentiment, intent or negation.
type part struct {
	Items      int      `json:"items"`
	Micro      scores   `json:"micro"`
	Macro      scores   `json:"macro"`
	ExactMatch estimate `json:"exact_match"`
	Coverage   estimate `json:"coverage"`
	Kappa      estimate `json:"kappa"`
	Classes    []class  `json:"classes"`
}

type class struct {
	Name    string `json:"name"`
	Support int    `json:"support"`
	Found   int    `json:"found"`
	scores
}

type scores struct {
	Precision estimate `json:"precision"`
	Recall    estimate `json:"recall"`
	F1        estimate `json:"f1"`
}

// estimate is a figure with its interval of 95 %; nil is not defined.
type estimate struct{ Value, Low, High *float64 }

// value returns the figure with three digits.
func (e estimate) value() string { return digits(e.Value) }

// interval returns the figure and both ends of its interval.
func (e estimate) interval() string {
	return fmt.Sprintf("%s [%s, %s]", digits(e.Value), digits(e.Low), digits(e.High))
}

func digits(f *float64) string {
	if f == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *f)
}

// namedPart is a part with what it is called.
type namedPart struct {
	name string
	*part
}

// parts returns what was measured, in the order of the reports.
func (f *figures) parts() (parts []namedPart) {
	for _, p := range []namedPart{
		{"themes", f.Themes}, {"routes", f.Routes}, {"sentiment", f.Sentiment}, {"intent", f.Intent}, {"negation", f.Negation},
	} {
		if p.part != nil {
			parts = append(parts, p)
		}
	}
	return parts
}

// golden returns all figures of both halves as text, and no word of the gold.
func (m *measured) golden() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, the last figures in brackets are intervals of 95 %%\n", m.name)
	for i := range m.halves {
		f := &m.halves[i]
		fmt.Fprintf(&b, "\n%s half: %d texts, %d left out\n", halves[i], f.Gold.Texts, f.Gold.LeftOut)
		for _, p := range f.parts() {
			p.write(&b, f.Unfound[p.name])
		}
	}
	return b.String()
}

func (p namedPart) write(b *strings.Builder, unfound int) {
	fmt.Fprintf(b, "\n%s of %d", p.name, p.Items)
	if unfound > 0 {
		fmt.Fprintf(b, ", %d more without a tag to compare", unfound)
	}
	fmt.Fprintf(b, "\n  %-24s %7s %6s  %-5s  %-5s  %s\n", "class", "support", "found", "P", "R", "F1")
	for _, c := range p.Classes {
		fmt.Fprintf(b, "  %-24s %7d %6d  %s  %s  %s\n", c.Name, c.Support, c.Found, c.Precision.value(), c.Recall.value(), c.F1.value())
	}
	for _, mean := range []struct {
		name string
		s    scores
	}{{"micro", p.Micro}, {"macro", p.Macro}} {
		fmt.Fprintf(b, "  %-39s  %s  %s  %s\n", mean.name, mean.s.Precision.value(), mean.s.Recall.value(), mean.s.F1.interval())
	}
	for _, total := range []struct {
		name string
		e    estimate
	}{{"exact match", p.ExactMatch}, {"kappa", p.Kappa}, {"coverage", p.Coverage}} {
		fmt.Fprintf(b, "  %-53s  %s\n", total.name, total.e.interval())
	}
}
