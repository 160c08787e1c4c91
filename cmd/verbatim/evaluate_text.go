package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"verbatim/classify/evaluate"
	"verbatim/cmd/internal/cli"
)

// listed is how many confusions, terms and classes with telling words are
// printed; JSON has all.
const listed = 10

// namedFiles and namedAttributes are how many of the gold are named.
const (
	namedFiles      = 3
	namedAttributes = 5
)

// text is an evaluation for people.
func (e *evaluation) text() string {
	var b strings.Builder
	b.WriteString(e.summary())
	if e.Themes != nil {
		e.report(&b, "Theme", e.Themes)
	}
	if e.Routes != nil {
		e.report(&b, "Department", e.Routes)
	}
	if e.Sentiment != nil {
		e.comparison(&b, "Sentiment", e.Sentiment)
	}
	if e.Intent != nil {
		e.comparison(&b, "Intent", e.Intent)
	}
	if e.Negation != nil {
		e.comparison(&b, "Negation", e.Negation)
	}
	return b.String()
}

// summary says what was evaluated, and the main figures.
func (e *evaluation) summary() string {
	var b strings.Builder
	line := func(label, format string, args ...any) {
		fmt.Fprintf(&b, "%-11s%s\n", label, fmt.Sprintf(format, args...))
	}
	line("Gold", "%s", e.Gold.text())
	for i, r := range e.Gold.Rejects {
		if i == 3 {
			line("", "and %d more", len(e.Gold.Rejects)-i)
			break
		}
		file := ""
		if len(e.Gold.Files) > 1 {
			file = r.File
		}
		line("", "%s: %s", place(file, r.Line, ""), strings.TrimSpace(r.Column+" "+r.Reason))
	}
	if renamed := e.Gold.renamed(); renamed != "" {
		line("", "in conditions %s", renamed)
	}
	line("Codebook", "%s, version %s", cmp.Or(e.Codebook.Path, "built-in"), e.Codebook.Version)
	for _, p := range e.parts() {
		t := p.totals
		label := strings.ToUpper(p.name[:1]) + p.name[1:]
		switch {
		case t.Items == 0:
			line(label, "nothing to compare")
		case p.name == "themes" || p.name == "routes":
			line(label, "macro F1 %s; micro F1 %s; all right in %s of %s", interval(t.Macro.F1), interval(t.Micro.F1), share(t.ExactMatch.Value), cli.Plural(t.Items, "text"))
			line("", "precision %s, recall %s; %s got one", figure(t.Micro.Precision.Value), figure(t.Micro.Recall.Value), share(t.Coverage.Value))
		default:
			line(label, "macro F1 %s; right in %s of %s; kappa %s", interval(t.Macro.F1), share(t.ExactMatch.Value), cli.Count(t.Items), figure(t.Kappa.Value))
		}
		if n := e.Unfound[p.name]; n > 0 {
			line("", "%s more without a tag to compare", cli.Count(n))
		}
		if u := e.Unread[p.name]; u != nil {
			line("", "%s that cannot be read: %s", cli.Plural(u.Cells, "cell"), u.First)
		}
	}
	return b.String()
}

func (g *goldInfo) text() string {
	name, of, leftOut := g.name(), "of "+cli.Plural(g.Rows, "row"), "left out with their labels"
	if len(g.Files) > namedFiles {
		name = fmt.Sprintf("%s and %d more files", strings.Join(g.Files[:namedFiles], ", "), len(g.Files)-namedFiles)
	}
	if g.Workspace != "" {
		name, of, leftOut = "labels of "+g.Workspace, "with "+cli.Plural(g.Labels, "label"), "that do not count"
	}
	parts := []string{name}
	if g.Half != "" {
		parts = append(parts, g.Half+" half")
	}
	parts = append(parts, cli.Plural(g.Texts, "text")+" "+of)
	for _, p := range []struct {
		n    int
		what string
	}{
		{g.NoLabels, "without a label"}, {g.LeftOut, leftOut},
		{g.Empty, "without text"}, {len(g.Rejects), "that could not be read"},
	} {
		if p.n > 0 {
			parts = append(parts, cli.Count(p.n)+" "+p.what)
		}
	}
	return strings.Join(parts, ", ")
}

// renamed says which attributes have another name in conditions than in the
// file, at most five.
func (g *goldInfo) renamed() string {
	var renamed []string
	for _, a := range g.Attributes {
		if g.Workspace == "" && a.Slug != strings.ToLower(strings.TrimSpace(a.Header)) {
			renamed = append(renamed, fmt.Sprintf("%s is %s", cli.OneLine(a.Header, 30), a.Slug))
		}
	}
	if n := len(renamed) - namedAttributes; n > 0 {
		renamed = append(renamed[:namedAttributes], fmt.Sprintf("and %d more", n))
	}
	return strings.Join(renamed, ", ")
}

// figure writes a figure from 0 to 1, and a dash for one that is not defined.
func figure(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}

func share(v float64) string { return fmt.Sprintf("%.1f%%", 100*v) }

// interval writes a figure and its interval.
func interval(e evaluate.Estimate) string {
	if math.IsNaN(e.Low) {
		return figure(e.Value)
	}
	return fmt.Sprintf("%s (%s)", figure(e.Value), ends(e))
}

func ends(e evaluate.Estimate) string {
	if math.IsNaN(e.Low) {
		return "–"
	}
	return figure(e.Low) + " to " + figure(e.High)
}

// report prints what there is to say of themes or departments.
func (e *evaluation) report(b *strings.Builder, noun string, r *evaluate.Report) {
	if r.Items == 0 {
		return
	}
	b.WriteString("\n")
	classTable(b, noun, r.Classes, mean{"macro", r.Macro, figure(r.Kappa.Value)}, mean{"micro", r.Micro, ""})
	groupTable(b, "Language", r.Languages)
	groupTable(b, "Source", r.Sources)
	confusionTable(b, r.Confusions)
	ruleTable(b, map[string]string{"Theme": "term", "Department": "rule"}[noun], noun, r.Rules)
	missedWords(b, r)
	mistakes(b, r.Errors)
}

// mean is figures over all classes.
type mean struct {
	name   string
	scores evaluate.Scores
	kappa  string
}

// classTable prints the figures of classes, most frequent in the gold first,
// and means of them.
func classTable(w io.Writer, noun string, classes []evaluate.Class, means ...mean) {
	table := cli.Table{Right: []bool{false, true, true, true, true, true, true, true, true}}
	table.Row(noun, "Gold", "Found", "Right", "Precision", "Recall", "F1", "95% interval", "Kappa")
	sorted := slices.Clone(classes)
	slices.SortStableFunc(sorted, func(a, b evaluate.Class) int { return cmp.Compare(b.Support, a.Support) })
	for _, c := range sorted {
		table.Row(c.Name, cli.Count(c.Support), cli.Count(c.Found), cli.Count(c.TP),
			figure(c.Precision.Value), figure(c.Recall.Value), figure(c.F1.Value), ends(c.F1), figure(c.Kappa.Value))
	}
	for _, m := range means {
		table.Row(m.name, "", "", "", figure(m.scores.Precision.Value), figure(m.scores.Recall.Value), figure(m.scores.F1.Value), ends(m.scores.F1), m.kappa)
	}
	_, _ = table.WriteTo(w)
}

// groupTable prints the totals of groups. One alone says what the totals say.
func groupTable(b *strings.Builder, noun string, groups []evaluate.Group) {
	if len(groups) < 2 {
		return
	}
	table := cli.Table{Right: []bool{false, true, true, true, true, true, true, true}}
	table.Row(noun, "Items", "Precision", "Recall", "Micro F1", "95% interval", "Macro F1", "All right")
	for _, g := range groups {
		table.Row(g.Name, cli.Count(g.Items), figure(g.Micro.Precision.Value), figure(g.Micro.Recall.Value), figure(g.Micro.F1.Value),
			ends(g.Micro.F1), figure(g.Macro.F1.Value), share(g.ExactMatch.Value))
	}
	b.WriteString("\n")
	_, _ = table.WriteTo(b)
}

func confusionTable(b *strings.Builder, confusions []evaluate.Confusion) {
	if len(confusions) == 0 {
		return
	}
	// What happened once is no confusion, unless there is nothing else.
	often := slices.IndexFunc(confusions, func(c evaluate.Confusion) bool { return c.Count < 2 })
	if often <= 0 {
		often = len(confusions)
	}
	table := cli.Table{Right: []bool{false, false, true}}
	table.Row("Missed", "Given instead", "Texts")
	for _, c := range confusions[:min(listed, often)] {
		table.Row(c.Gold, c.Found, cli.Count(c.Count))
	}
	b.WriteString("\n")
	_, _ = table.WriteTo(b)
	more(b, len(confusions), min(listed, often))
}

// ruleTable prints the rules that give most wrongly, and how many more texts
// would be right without each.
func ruleTable(b *strings.Builder, what, noun string, rules []evaluate.Rule) {
	if len(rules) == 0 {
		return
	}
	table := cli.Table{Right: []bool{false, false, true, true, true, true}}
	table.Row("Doubtful "+what, noun, "Wrong", "Right", "Precision", "Without it")
	for _, r := range rules[:min(listed, len(rules))] {
		table.Row(cli.OneLine(r.Rule, 50), cmp.Or(r.Theme, r.Class), cli.Count(r.Wrong), cli.Count(r.Right), figure(r.Precision), gained(r.Gain))
	}
	b.WriteString("\n")
	_, _ = table.WriteTo(b)
	more(b, len(rules), listed)
}

func gained(n int) string {
	if n > 0 {
		return "+" + cli.Count(n)
	}
	return cli.Count(n)
}

// more says that a list of n goes on.
func more(b *strings.Builder, n, told int) {
	if n > told {
		fmt.Fprintf(b, "and %s more (--json)\n", cli.Count(n-told))
	}
}

// missedWords prints what missed texts often say, most missed class first.
func missedWords(b *strings.Builder, r *evaluate.Report) {
	if len(r.Words) == 0 {
		return
	}
	words := slices.Clone(r.Words)
	slices.SortStableFunc(words, func(a, b evaluate.Missed) int { return cmp.Compare(b.Texts, a.Texts) })
	b.WriteString("\nMissed texts often say (in so many of them/of the texts that should not have it)\n")
	for _, m := range words[:min(listed, len(words))] {
		var said []string
		for _, w := range m.Words {
			said = append(said, fmt.Sprintf("%s %s/%s", w.Word, cli.Count(w.Missed), cli.Count(w.Other)))
		}
		fmt.Fprintf(b, "  %s, %s missed of %s: %s\n", m.Class, cli.Count(m.Texts), cli.Count(m.Texts+m.Other), strings.Join(said, ", "))
	}
	more(b, len(words), listed)
}

// textWidth is how much of a text is printed, in terminal cells.
const textWidth = 160

// place says where a text stands: in which line, of which file where there are
// several; or by its id.
func place(file string, line int64, id string) string {
	switch {
	case line == 0:
		return id
	case file != "":
		return fmt.Sprintf("%s:%d", file, line)
	}
	return fmt.Sprintf("line %d", line)
}

func mistakes(b *strings.Builder, errors []evaluate.Mistake) {
	if len(errors) == 0 {
		return
	}
	b.WriteString("\nWorst mistakes\n")
	for _, m := range errors {
		fmt.Fprintf(b, "%s  %s\n", place(m.File, m.Line, m.ID), cli.OneLine(m.Text, textWidth))
		missed(b, m.Missed)
		for _, x := range m.Wrong {
			fmt.Fprintf(b, "  wrong  %s", x.Class)
			if x.Theme != "" {
				fmt.Fprintf(b, ", from %s", x.Theme)
			}
			rule := x.Rule
			if len(x.Terms) > 0 {
				rule = strings.Join(x.Terms, ", ")
			}
			fmt.Fprintf(b, ": %s\n", because(rule, x.Evidence))
		}
	}
}

// missed prints the classes that a text missed: those of which nothing was
// found together, and why a tag was suppressed each alone.
func missed(b *strings.Builder, misses []evaluate.Miss) {
	var classes []string
	for _, x := range misses {
		if x.SuppressedBy == "" {
			classes = append(classes, x.Class)
		}
	}
	if len(classes) > 0 {
		fmt.Fprintf(b, "  missed %s\n", strings.Join(classes, "; "))
	}
	for _, x := range misses {
		if x.SuppressedBy != "" {
			fmt.Fprintf(b, "  missed %s: %s, suppressed: %s\n", x.Class, because(x.Rule, x.Evidence), x.SuppressedBy)
		}
	}
}

// because says which words gave a tag, by which rule or terms.
func because(rule string, evidence []evaluate.Span) string {
	var words []string
	for _, s := range evidence[:min(len(evidence), 3)] {
		words = append(words, "["+cli.OneLine(s.Text, 40)+"]")
	}
	return strings.TrimSpace(strings.Join(words, " ") + " by " + cli.OneLine(rule, 60))
}

// comparison prints what there is to say of what has one class.
func (e *evaluation) comparison(b *strings.Builder, noun string, c *evaluate.Comparison) {
	if c.Items == 0 {
		return
	}
	b.WriteString("\n")
	classTable(b, noun, c.Classes, mean{"macro", c.Macro, figure(c.Kappa.Value)})
	groupTable(b, "Language", c.Languages)
	groupTable(b, "Source", c.Sources)
	b.WriteString("\n")
	matrixTable(b, c)
	if len(c.Errors) > 0 {
		b.WriteString("\nMistakes, the most frequent kinds first\n")
	}
	for _, m := range c.Errors {
		fmt.Fprintf(b, "%s  %s\n", place(m.File, m.Line, m.ID), cli.OneLine(m.Text, textWidth))
		of := m.Of
		if of != "" {
			of += ": "
		}
		fmt.Fprintf(b, "  %s%s taken for %s", of, m.Gold, m.Predicted)
		if len(m.Evidence) > 0 {
			fmt.Fprintf(b, " at [%s]", cli.OneLine(m.Evidence[0].Text, 40))
		}
		if m.Source != "" {
			fmt.Fprintf(b, " by %s", m.Source)
		}
		b.WriteString("\n")
	}
}

// matrixTable prints how often each class of the gold was taken for each.
func matrixTable(b *strings.Builder, c *evaluate.Comparison) {
	table := cli.Table{Right: []bool{false}}
	head := []string{"Gold \\ found"}
	for _, class := range c.Classes {
		head = append(head, class.Name)
		table.Right = append(table.Right, true)
	}
	table.Row(head...)
	for i, row := range c.Matrix {
		cells := []string{c.Classes[i].Name}
		for _, n := range row {
			cells = append(cells, cli.Count(n))
		}
		table.Row(cells...)
	}
	_, _ = table.WriteTo(b)
}
