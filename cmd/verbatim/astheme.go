package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// asTheme are the flags that make a theme of a search.
type asTheme struct {
	theme, name, parent string
	departments         []string
}

func (a *asTheme) bind(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&a.theme, "as-theme", "", "add the query as a term to this `theme` of the codebook file, a new theme where there is none of the id")
	fl.StringVar(&a.name, "theme-name", "", "`name` of the new theme, in Japanese or English")
	fl.StringVar(&a.parent, "theme-parent", "", "`theme` above the new one")
	fl.StringSliceVar(&a.departments, "theme-departments", nil, "`departments` of the new theme")
}

func (a *asTheme) check() error {
	if a.theme == "" && (a.name != "" || a.parent != "" || len(a.departments) > 0) {
		return cli.Usage("--theme-name, --theme-parent and --theme-departments go with --as-theme")
	}
	return nil
}

// termOf returns a query as a term, and the language of its list.
func termOf(node expr.Node) (term, lang string, err error) {
	if term, err = themes.ListText(node); err != nil {
		return "", "", &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("--as-theme: %w", err)}
	}
	languages := map[string]bool{}
	expr.Walk(node, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Words:
			languages[languageOf(n.Text)] = true
		case *expr.Prefix:
			languages[languageOf(n.Text)] = true
		}
		return true
	})
	if len(languages) > 1 {
		lang = "any"
	}
	return term, lang, nil
}

// save adds a query that found so many verbatims to the codebook file that the
// settings name.
func (a *asTheme) save(cmd *cobra.Command, s *cli.Settings, node expr.Node, found int) error {
	path := s.Codebook
	if path == "" {
		path = "codebook.yaml"
	}
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &cli.Error{Code: cli.ExitUsage, Err: err, Hint: "verbatim init writes a codebook.yaml to begin with; --codebook names another file"}
	}
	if err != nil {
		return err
	}
	term, lang, err := termOf(node)
	if err != nil {
		return err
	}
	t := themes.NewTerm{Theme: a.theme, Term: term, Lang: lang, Parent: a.parent, Departments: a.departments, NameEN: a.name}
	if languageOf(a.name) == "ja" {
		t.NameEN, t.NameJA = "", a.name
	}
	out, cb, err := themes.AppendTerm(src, path, t)
	if err != nil {
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("--as-theme %s: %w", a.theme, err)}
	}
	if err := replaceFile(path, out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "%s: theme %s has the term %s now, which finds %s; version %s\nhint: verbatim codebook preview%s %s shows what it changes, verbatim retag%s --codebook %s does it\n",
		path, a.theme, term, cli.Plural(found, "verbatim"), cb.Hash, workspaceFlag(s), path, workspaceFlag(s), path)
	return err
}

// replaceFile writes a file so that at any moment there is the old or the new.
// A symbolic link stays one: the file that it names is replaced.
func replaceFile(path string, data []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".codebook-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
