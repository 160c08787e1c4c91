package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"verbatim/classify/evaluate"
	"verbatim/cmd/internal/cli"
	"verbatim/datasets/source"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// schemes say what the labels of a gold file stand for.
type schemes struct {
	themes      *evaluate.Scheme
	departments *evaluate.Scheme
	warnings    []string
}

// newSchemes makes schemes of --map, --route-map and the labels of the files.
func newSchemes(ctx context.Context, f *evaluateFlags, cb *themes.Codebook, gold *goldFiles) (*schemes, error) {
	s := &schemes{
		themes:      evaluate.NewScheme(cb.Resolve, cb.Ancestors),
		departments: evaluate.NewScheme(departmentOf(cb), nil),
	}
	for _, m := range []struct {
		flag, column, target string
		maps                 []string
		scheme               *evaluate.Scheme
		labels               map[string]int
		known                []string
	}{
		{"--map", "--themes", "THEME", f.maps, s.themes, gold.labels, cb.Names()},
		{"--route-map", "--routes", "DEPARTMENT", f.routeMaps, s.departments, gold.routes, departmentNames(cb)},
	} {
		for _, value := range m.maps {
			if err := mapLabels(ctx, m.scheme, value); err != nil {
				return nil, mapError(m.flag, value, err, m.known)
			}
		}
		if err := learn(m.scheme, m.labels, gold.info.name(), m.column, m.flag, m.target); err != nil {
			return nil, err
		}
		if unused := m.scheme.Unused(); len(unused) > 0 {
			s.warnings = append(s.warnings, fmt.Sprintf("%s: nothing in %s is labelled %s", m.flag, gold.info.name(), quotedList(unused, 5)))
		}
	}
	return s, nil
}

// departmentOf finds a department by id or name; case does not matter.
func departmentOf(cb *themes.Codebook) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, d := range cb.Departments {
			if expr.Fold(d.ID) == expr.Fold(name) || expr.Fold(d.Name) == expr.Fold(name) {
				return d.ID, true
			}
		}
		return "", false
	}
}

func departmentNames(cb *themes.Codebook) []string {
	var names []string
	for _, d := range cb.Departments {
		names = append(names, d.ID, d.Name)
	}
	return names
}

// mapLabels takes a value of --map: a file, or LABEL=THEME.
func mapLabels(ctx context.Context, scheme *evaluate.Scheme, value string) error {
	if stat, err := os.Stat(value); err == nil && stat.Mode().IsRegular() {
		return mapFile(ctx, scheme, value)
	}
	at := strings.LastIndexByte(value, '=')
	if at < 0 {
		return errors.New("is no file, and wanted LABEL=THEME")
	}
	return scheme.Map(value[:at], value[at+1:])
}

// mapFile takes a table: a label, then what it stands for. More columns are
// alternatives. A first row that names themes is no header.
func mapFile(ctx context.Context, scheme *evaluate.Scheme, path string) error {
	info, err := source.Inspect(ctx, path, source.Options{})
	if err != nil {
		return err
	}
	if len(info.Header) < 2 {
		return errors.New("wanted the columns label and theme")
	}
	if strings.TrimSpace(info.RawHeader[1]) != "" {
		_ = mapCells(scheme, info.RawHeader)
	}
	in, err := source.Open(ctx, info)
	if err != nil {
		return err
	}
	defer in.Close()
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := mapCells(scheme, row.Cells); err != nil {
			return fmt.Errorf("line %d: %w", row.Line, err)
		}
	}
}

func mapCells(scheme *evaluate.Scheme, cells []string) error {
	targets := slices.DeleteFunc(slices.Clone(cells[1:]), func(c string) bool { return strings.TrimSpace(c) == "" })
	return scheme.Map(cells[0], strings.Join(targets, ","))
}

func mapError(flag, value string, err error, known []string) error {
	e := &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s %q: %w", flag, value, err)}
	var unknown *evaluate.UnknownError
	if errors.As(err, &unknown) {
		e.Hint = cmp.Or(expr.DidYouMean(unknown.Name, known), "known are "+strings.Join(known[:min(len(known), 30)], ", "))
	}
	return e
}

// learn tells a scheme the labels of the file. Those that stand for nothing are
// a mistake of use, told all at once.
func learn(scheme *evaluate.Scheme, labels map[string]int, file, column, flag, target string) error {
	var unknown []string
	for label := range labels {
		if !scheme.Learn(label) {
			unknown = append(unknown, label)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.SortFunc(unknown, func(a, b string) int { return cmp.Or(cmp.Compare(labels[b], labels[a]), cmp.Compare(a, b)) })
	return &cli.Error{
		Code: cli.ExitUsage,
		Err:  fmt.Errorf("%s: %s of %s the codebook does not have: %s", file, cli.Plural(len(unknown), "label"), column, quotedList(unknown, 100)),
		Hint: mapHint(flag, unknown[0], target),
	}
}

// quotedList names at most n of the texts.
func quotedList(texts []string, n int) string {
	var quoted []string
	for _, t := range texts[:min(len(texts), n)] {
		quoted = append(quoted, fmt.Sprintf("%q", t))
	}
	if more := len(texts) - n; more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(quoted, ", ")
}
