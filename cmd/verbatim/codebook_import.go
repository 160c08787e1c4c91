package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets/source"
	"verbatim/themes"
)

type codebookImport struct {
	out     string
	force   bool
	replace bool
	newIDs  bool
	khcoder bool
	strict  bool
	sheet   string
}

func newCodebookImport(s *cli.Settings) *cobra.Command {
	f := &codebookImport{}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Make a codebook of the one in use and a sheet, or KH Coder's coding rules",
		Long: `Reads a sheet (.csv, .xlsx) as codebook export writes it, and writes the codebook
in use with the lists of the themes that stand in the sheet replaced. Themes that
do not stand in it stay; --replace drops them. Columns are found by their names,
in English or Japanese, in any order; an empty cell leaves things as they are.
An id that is near to a known one is taken for a slip unless its rows say what
the new theme is, or --new-themes is given.

With --khcoder FILE holds coding rules of KH Coder: each code becomes a theme of
its name, or replaces the lists of that theme in the languages of its rule. What cannot be expressed is told with its place and left out; --strict
makes that an error.

The new codebook is written anew: COMMENTS AND LAYOUT OF THE OLD FILE ARE NOT
KEPT. What changes is told on standard error.`,
		Example: `  verbatim codebook import lists.xlsx -o new.yaml
  verbatim codebook import lists.csv --codebook codebook.yaml -o codebook.yaml --force
  verbatim codebook import --khcoder rules.txt --replace -o new.yaml`,
		Args: cli.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, s, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringVarP(&f.out, "out", "o", "codebook.yaml", "write the codebook to this `file`; - is standard output")
	fl.BoolVar(&f.force, "force", false, "overwrite a file that is there")
	fl.BoolVar(&f.replace, "replace", false, "drop the themes that do not stand in the file")
	fl.BoolVar(&f.newIDs, "new-themes", false, "let ids of a sheet that are near to known ones make new themes")
	fl.BoolVar(&f.khcoder, "khcoder", false, "the file holds coding rules of KH Coder")
	fl.BoolVar(&f.strict, "strict", false, "with --khcoder: write nothing unless every rule can be expressed")
	fl.StringVar(&f.sheet, "sheet", "", "`sheet` of a workbook")
	return cmd
}

func (f *codebookImport) run(cmd *cobra.Command, s *cli.Settings, path string) error {
	old, err := codebookInUse(s)
	if err != nil {
		return err
	}
	var cb *themes.Codebook
	if f.khcoder {
		cb, err = f.fromKHCoder(cmd, s, old, path)
	} else {
		cb, err = f.fromSheet(cmd, old, path)
	}
	if err != nil {
		return err
	}
	tellNew(cmd.ErrOrStderr(), old, cb)
	if err := writeOut(cmd, f.out, f.force, func(w io.Writer) error { return writeYAML(w, cb) }); err != nil {
		return err
	}
	if s.Quiet {
		return nil
	}
	name := f.out
	if name == standardOutput {
		name = "the new codebook"
	}
	d := &codebookDiff{oldName: oldName(old), newName: name, old: old, new: cb, changes: themes.Diff(old, cb)}
	if err := d.write(cmd.ErrOrStderr()); err != nil {
		return err
	}
	if f.out != standardOutput {
		fmt.Fprintf(cmd.ErrOrStderr(), "\nComments of the old file are not in the new one.\nverbatim codebook preview %s shows what it would change.\n", f.out)
	}
	return nil
}

func oldName(cb *themes.Codebook) string {
	if cb.Path == themes.Starter().Path {
		return starterCodebook
	}
	return cb.Path
}

// fromSheet reads a sheet in any encoding that an input may have.
func (f *codebookImport) fromSheet(cmd *cobra.Command, old *themes.Codebook, path string) (*themes.Codebook, error) {
	in, err := source.Inspect(cmd.Context(), path, source.Options{Sheet: f.sheet})
	if err != nil {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: err}
	}
	rows, err := sheetRows(cmd, in)
	if err != nil {
		return nil, err
	}
	cb, notes, err := themes.FromRows(old, in.RawHeader, rows, themes.SheetOptions{Replace: f.replace, NewThemes: f.newIDs})
	for _, note := range append(in.Warnings, notes...) {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", path, note)
	}
	if err != nil {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s: nothing written\n%w", path, err), Hint: f.replaceHint()}
	}
	return cb, nil
}

// replaceHint says what to do where something needs a theme that is dropped.
func (f *codebookImport) replaceHint() string {
	if !f.replace {
		return ""
	}
	return "--replace drops themes that rules may ask for: change these first, or begin with another --codebook (a file that says version: 1 is an empty one)"
}

// tellNew lists the themes that the old codebook does not have.
func tellNew(w io.Writer, old, cb *themes.Codebook) {
	var ids []string
	for _, t := range cb.Themes {
		if old.Theme(t.ID) == nil {
			ids = append(ids, t.ID)
		}
	}
	if len(ids) > 0 {
		fmt.Fprintf(w, "%s: %s\n", cli.Plural(len(ids), "new theme"), strings.Join(ids, ", "))
	}
}

// oddCells returns what a spreadsheet made of cells, by row and index.
func oddCells(cmd *cobra.Command, in *source.Info) (map[int64]map[int]string, error) {
	cells, err := source.OddCells(cmd.Context(), in)
	if err != nil {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: err}
	}
	odd := map[int64]map[int]string{}
	for _, c := range cells {
		if odd[c.Row] == nil {
			odd[c.Row] = map[int]string{}
		}
		odd[c.Row][c.Column] = c.String()
	}
	return odd, nil
}

func sheetRows(cmd *cobra.Command, in *source.Info) ([]themes.SheetRow, error) {
	odd, err := oddCells(cmd, in)
	if err != nil {
		return nil, err
	}
	r, err := source.Open(cmd.Context(), in)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var rows []themes.SheetRow
	for {
		row, err := r.Read()
		var bad *source.RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			return nil, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s: %w: nothing written", in.Name, err)}
		case err != nil:
			return nil, err
		}
		cells := append([]string(nil), row.Cells...)
		if in.Format != "xlsx" {
			for i := range cells {
				cells[i] = armed(cells[i])
			}
		}
		rows = append(rows, themes.SheetRow{Line: row.Line, Cells: cells, Odd: odd[row.Line]})
	}
}

// armed takes away the ' that datasets/sheet puts before a text of CSV which a
// spreadsheet would calculate.
func armed(cell string) string {
	rest, ok := strings.CutPrefix(cell, "'")
	begin := strings.TrimLeftFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	if ok && begin != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(begin)[0]) {
		return rest
	}
	return cell
}

// fromKHCoder reads coding rules, and tells what became of each.
func (f *codebookImport) fromKHCoder(cmd *cobra.Command, s *cli.Settings, old *themes.Codebook, path string) (*themes.Codebook, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: err}
	}
	tk, err := s.NewTokenizer()
	if err != nil {
		return nil, err
	}
	codes, err := themes.ParseKHCoder(path, src, tk.Romanize)
	if err != nil {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: err}
	}
	cb, made, err := themes.ImportKHCoder(old, codes, tk.Romanize, f.replace)
	if err != nil {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s: nothing written: %w", path, err), Hint: f.replaceHint()}
	}
	if refused := tellCodes(cmd.ErrOrStderr(), codes, made); refused > 0 && f.strict {
		return nil, &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s: nothing written: %s cannot be expressed", path, cli.Plural(refused, "condition"))}
	}
	return cb, nil
}

// tellCodes writes what could not be taken over, and at the end a list of all
// codes. It returns how many conditions were refused.
func tellCodes(w io.Writer, codes []themes.KHCode, made []themes.KHTheme) (refused int) {
	var list strings.Builder
	count := map[string]int{}
	for i, c := range codes {
		for _, p := range c.Problems {
			fmt.Fprintf(w, "%v\n", p)
		}
		for _, p := range c.Notes {
			fmt.Fprintf(w, "%s:%d:%d: note: %s\n", p.File, p.Line, p.Column, p.Message)
		}
		refused += len(c.Problems)
		state := "imported"
		switch {
		case len(c.Terms) == 0:
			state = "not imported"
		case len(c.Problems) > 0:
			state = "in part"
		}
		count[state]++
		fmt.Fprintf(&list, "  %-12s  %s", state, c.Name)
		if made[i].ID != "" {
			fmt.Fprintf(&list, " → %s (%s%s)", made[i].ID, cli.Plural(len(c.Terms), "term"), replacing(made[i].Replaced))
		}
		list.WriteByte('\n')
	}
	fmt.Fprintf(w, "%s: %d imported, %d in part, %d not; %s refused\n%s\n", cli.Plural(len(codes), "code"),
		count["imported"], count["in part"], count["not imported"], cli.Plural(refused, "condition"), list.String())
	return refused
}

// replacing says which lists a code replaces.
func replacing(terms map[string]int) string {
	all := 0
	for _, n := range terms {
		all += n
	}
	if all == 0 {
		return ""
	}
	return fmt.Sprintf(", replaces %s in %s", cli.Plural(all, "term"), strings.Join(slices.Sorted(maps.Keys(terms)), ", "))
}
