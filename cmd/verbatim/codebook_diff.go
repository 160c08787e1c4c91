package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/pipeline"
	"verbatim/themes"
)

func newCodebookDiff(s *cli.Settings) *cobra.Command {
	return &cobra.Command{
		Use:   "diff [OLD] NEW",
		Short: "Show what differs between two codebooks",
		Long: `Shows what leads from one codebook to another: themes, their terms, intents,
departments and routing, each with + for added, - for removed, ~ for changed.
OLD and NEW are files, or "published" for the codebook of the workspace, or
"starter" for the built-in one. Without OLD it is the published one. The exit
code is 0 whether they differ or not.`,
		Example: `  verbatim codebook diff codebook.yaml
  verbatim codebook diff starter codebook.yaml --json`,
		Args: cli.Args(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				args = []string{publishedCodebook, args[0]}
			}
			old, err := namedCodebook(s, args[0])
			if err != nil {
				return err
			}
			new, err := namedCodebook(s, args[1])
			if err != nil {
				return err
			}
			d := &codebookDiff{oldName: args[0], newName: args[1], old: old, new: new, changes: themes.Diff(old, new)}
			if s.JSON {
				return d.writeJSON(cmd.OutOrStdout())
			}
			return d.write(cmd.OutOrStdout())
		},
	}
}

// The names of codebooks that are no files.
const (
	publishedCodebook = "published"
	starterCodebook   = "starter"
)

// namedCodebook reads a file, the codebook of the workspace or the built-in one.
func namedCodebook(s *cli.Settings, name string) (*themes.Codebook, error) {
	path := name
	switch name {
	case starterCodebook:
		return themes.Starter(), nil
	case publishedCodebook:
		published, err := pipeline.OpenWorkspace(s.Workspace).PublishedCodebook()
		if err != nil {
			return nil, err
		}
		if published == "" {
			return nil, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s holds no published run, so there is no published codebook", s.Workspace),
				Hint: "name two codebooks: a file, or starter for the built-in one"}
		}
		path = published
	}
	cb, err := themes.Load(path)
	if err == nil {
		return cb, nil
	}
	e := &cli.Error{Code: cli.ExitUsage, Err: err}
	if errors.Is(err, fs.ErrNotExist) {
		e.Hint = "a codebook is a file, published, or starter"
	}
	return nil, e
}

// codebookDiff is what diff prints, and import tells.
type codebookDiff struct {
	oldName, newName string
	old, new         *themes.Codebook
	changes          []themes.Change
}

func (d *codebookDiff) writeJSON(w io.Writer) error {
	type side struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	changes := d.changes
	if changes == nil {
		changes = []themes.Change{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Old     side            `json:"old"`
		New     side            `json:"new"`
		Equal   bool            `json:"equal"`
		Changes []themes.Change `json:"changes"`
	}{side{d.oldName, d.old.Hash}, side{d.newName, d.new.Hash}, len(changes) == 0, changes})
}

func (d *codebookDiff) write(w io.Writer) error {
	if len(d.changes) == 0 {
		_, err := fmt.Fprintf(w, "%s and %s are equal, version %s\n", d.oldName, d.newName, d.new.Hash)
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s) → %s (%s): %s\n", d.oldName, d.old.Hash, d.newName, d.new.Hash, cli.Plural(len(d.changes), "change"))
	group := "-"
	for rest := d.changes; len(rest) > 0; {
		if g := groupOf(rest[0]); g != group {
			group = g
			d.heading(&b, rest[0])
		}
		same := alike(rest)
		if rest[0].Part != "theme" {
			writeChanges(&b, rest[:same])
		}
		rest = rest[same:]
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// groupOf is what a change is shown under: its theme, the routing, or the rest.
func groupOf(c themes.Change) string {
	switch {
	case c.Theme != "":
		return "theme " + c.Theme
	case c.Rule != "" || c.Part == "max_age" || c.Part == "order of rules":
		return "routing"
	case c.Part == "department":
		return "departments"
	}
	return "codebook"
}

func (d *codebookDiff) heading(b *strings.Builder, c themes.Change) {
	sign := "~"
	if c.Part == "theme" {
		sign = signOf(c.Kind)
	}
	title := groupOf(c)
	if c.Theme != "" {
		title = themes.ThemeTitle(c.Theme, d.new, d.old)
	}
	fmt.Fprintf(b, "\n%s %s\n", sign, title)
}

// alike counts how many changes from the first belong into one list: terms
// added to the same list, say.
func alike(changes []themes.Change) int {
	n := 1
	for first := changes[0]; n < len(changes) && first.Kind != themes.Changed && first.Kind != themes.Reordered && first.Lang != ""; n++ {
		c := changes[n]
		if c.Kind != first.Kind || c.Theme != first.Theme || c.Part != first.Part || c.Lang != first.Lang {
			break
		}
	}
	return n
}

func signOf(kind string) string {
	switch kind {
	case themes.Added:
		return "+"
	case themes.Removed:
		return "-"
	}
	return "~"
}

// writeChanges writes changes that are alike: a line, or a list over several.
func writeChanges(b *strings.Builder, changes []themes.Change) {
	c := changes[0]
	what := c.Part
	if c.Rule != "" {
		what += " " + c.Rule
	}
	if c.Lang != "" {
		what += " " + c.Lang
	}
	lead := fmt.Sprintf("    %s %s: ", signOf(c.Kind), what)
	switch c.Kind {
	case themes.Changed:
		fmt.Fprintf(b, "%s%s → %s\n", lead, c.Old, c.New)
		return
	case themes.Reordered:
		wrap(b, lead+"moved ", c.Moved)
		return
	}
	texts := make([]string, len(changes))
	for i := range changes {
		texts[i] = changes[i].New + changes[i].Old // one of them is empty
	}
	wrap(b, lead, texts)
}

// diffWidth is how many columns of a terminal a list fills.
const diffWidth = 110

// wrap writes texts with commas between them, on as many lines as it takes.
func wrap(b *strings.Builder, lead string, texts []string) {
	line := lead
	for i, text := range texts {
		if i+1 < len(texts) {
			text += ", "
		}
		if line != lead && runewidth.StringWidth(line+text) > diffWidth {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, lead = "        ", "        "
		}
		line += text
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
