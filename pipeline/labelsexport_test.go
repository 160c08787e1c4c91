package pipeline

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/sheet"
	"verbatim/datasets/source"
	"verbatim/pipeline/state"
	"verbatim/themes/expr"
)

// sheetOf writes a sheet of either kind.
func sheetOf(t *testing.T, ext string, header []string, fill func(sheet.Writer) (*Exported, error)) (string, *Exported) {
	t.Helper()
	var b bytes.Buffer
	var to sheet.Writer
	var err error
	if ext == ".csv" {
		to, err = sheet.CSV(&b, header)
	} else {
		to, err = sheet.XLSX(&b, "labels", header)
	}
	if err != nil {
		t.Fatal(err)
	}
	done, err := fill(to)
	if err := errors.Join(err, to.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "export"+ext)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, done
}

// sheetCells reads a sheet back, header and line numbers included.
func sheetCells(t *testing.T, path string) [][]string {
	t.Helper()
	in, err := source.Inspect(context.Background(), path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := source.Open(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all := [][]string{in.Header}
	for {
		row, err := r.Read()
		if err != nil {
			return all
		}
		all = append(all, slices.Clone(row.Cells))
	}
}

// TestLabelsRoundTrip: what is exported imports as it was, into the same
// workspace, where all of it holds, and into another.
func TestLabelsRoundTrip(t *testing.T) {
	ws, other := labelWorkspace(t), labelWorkspace(t)
	_, err := importLabels(ws, survey(t, "labels.csv", "verbatim_id,theme,label,by,at",
		"1#"+good+",pricing,added,,", "1#"+good+",performance,removed,=eve,2026-06-01T10:00:00.123456Z",
		"-4,pricing,removed,@bob,2026-06-01", "a#b,pricing,added,日本 太郎,", "2,performance,added,,"))
	if err != nil {
		t.Fatal(err)
	}
	want := recorded(t, ws)
	for _, ext := range []string{".csv", ".xlsx"} {
		path, done := sheetOf(t, ext, LabelHeader(), func(to sheet.Writer) (*Exported, error) {
			return ExportLabels(context.Background(), OpenWorkspace(ws), to)
		})
		if done.Rows != 5 || done.Verbatims != 4 {
			t.Errorf("%s: wrote %+v, want 5 rows of 4 verbatims", ext, done)
		}
		all := sheetCells(t, path)
		if text := all[len(all)-1][3]; strings.TrimPrefix(text, "'") != "=SUM(1,2) is what I type all day" {
			t.Errorf("%s: text %q", ext, text)
		}
		if res, err := importLabels(ws, path); err != nil || res.Held != 5 || res.Recorded() != 0 {
			t.Errorf("%s, the same workspace: got %+v, %v", ext, res, err)
		}
		_ = os.Remove(filepath.Join(other, state.File))
		if res, err := importLabels(other, path); err != nil || res.Recorded() != 5 {
			t.Errorf("%s, another workspace: got %+v, %v", ext, res, err)
		}
		if got := recorded(t, other); !slices.Equal(got, want) {
			t.Errorf("%s: got %q\nwant %q", ext, got, want)
		}
	}
}

// TestExportOfLostVerbatims: a label stays in the export when its verbatim is
// not in the generation.
func TestExportOfLostVerbatims(t *testing.T) {
	ws := labelWorkspace(t)
	log, err := state.Open(filepath.Join(ws, state.File))
	if err != nil {
		t.Fatal(err)
	}
	_, err = log.AddLabels(context.Background(), []datasets.Label{
		{VerbatimID: "gone#q", ThemeID: "old_theme", By: "ann"}, {VerbatimID: "gone#q", ThemeID: "pricing", By: "ann"},
		{VerbatimID: "2#gone", ThemeID: "pricing", By: "ann"}, {VerbatimID: "2#" + better, ThemeID: "pricing", By: "ann"}})
	if err := errors.Join(err, log.Close()); err != nil {
		t.Fatal(err)
	}
	path, done := sheetOf(t, ".csv", LabelHeader(), func(to sheet.Writer) (*Exported, error) {
		return ExportLabels(context.Background(), OpenWorkspace(ws), to)
	})
	var got []string
	for _, row := range sheetCells(t, path)[1:] {
		got = append(got, row[0]+" "+row[4])
	}
	want := []string{"2#" + better + " pricing", "2#gone pricing", "gone#q old_theme", "gone#q pricing"}
	if !slices.Equal(got, want) || done.Verbatims != 3 {
		t.Errorf("got %q, %+v, want %q", got, done, want)
	}
}

// TestSheetForLabels fills a sheet in as people do, and imports it.
func TestSheetForLabels(t *testing.T) {
	ws := labelWorkspace(t)
	g, err := OpenGeneration(context.Background(), OpenWorkspace(ws), 0, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	query, err := g.Codebook.ParseExpr("id:2 OR id:a#b", expr.Search)
	if err != nil {
		t.Fatal(err)
	}
	path, done := sheetOf(t, ".csv", LabelSheetHeader(), func(to sheet.Writer) (*Exported, error) {
		return ExportForLabels(context.Background(), g, query, 0, to)
	})
	all := sheetCells(t, path)
	if done.Verbatims != 2 || done.Rows != len(all)-1 || done.Rows < 3 {
		t.Fatalf("wrote %+v: %q", done, all)
	}
	byTheme := map[string][]string{}
	for _, row := range all[1:] {
		if row[7] != "" {
			t.Errorf("the label is filled in already: %q", row)
		}
		byTheme[row[4]] = row
	}
	if row := byTheme["too_expensive"]; row == nil || row[0] != "2#"+better || row[2] != "3" || row[5] != "料金が高い" || !strings.Contains(row[6], "高い") {
		t.Errorf("the row of a theme: %q", row)
	}
	if row := byTheme[""]; row == nil || row[0] != "a#b#"+good || row[5] != "" {
		t.Errorf("the row without a theme: %q", row)
	}
	byTheme["too_expensive"][7] = "×"
	byTheme[""][5], byTheme[""][7] = "料金", "○"
	lines := []string{}
	for _, row := range all {
		for i := range row {
			row[i] = `"` + row[i] + `"`
		}
		lines = append(lines, strings.Join(row, ","))
	}
	res, err := importLabels(ws, survey(t, "filled.csv", lines...))
	if err != nil || res.Added != 1 || res.Removed != 1 || res.Unfilled != done.Rows-2 {
		t.Errorf("got %+v, %v", res, err)
	}
	want := []string{"2#" + better + " too_expensive true ann" + atNow, "a#b#" + good + " pricing false ann" + atNow}
	if got := recorded(t, ws); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLostLogIsNoExport: where the log lacks what people said, an export, which
// may replace its only copy, is an error and not an empty file.
func TestLostLogIsNoExport(t *testing.T) {
	ctx := context.Background()
	for name, lose := range map[string]func(path string) error{
		"removed": os.Remove,
		"an older copy": func(path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			log, err := state.Open(path)
			if err != nil {
				return err
			}
			_, err = log.AddLabels(ctx, []datasets.Label{{VerbatimID: "2#" + better, ThemeID: "pricing", By: "ann"}})
			return errors.Join(err, log.Close())
		},
	} {
		dir := labelWorkspace(t)
		if _, err := importLabels(dir, survey(t, "labels.csv", "verbatim_id,theme,label", "2#"+better+",pricing,added", "2#"+better+",performance,added")); err != nil {
			t.Fatal(err)
		}
		ws := OpenWorkspace(dir)
		if _, err := ApplyLabels(ctx, Options{Workspace: dir, Tokenizer: tokenizer()}); err != nil {
			t.Fatal(err)
		}
		if err := lose(filepath.Join(dir, state.File)); err != nil {
			t.Fatal(err)
		}
		var none bytes.Buffer
		to, err := sheet.CSV(&none, LabelHeader())
		if err != nil {
			t.Fatal(err)
		}
		_, exported := ExportLabels(ctx, ws, to)
		_, some := ws.Labels(ctx, 2)
		_, all := ws.AllLabels(ctx)
		for what, err := range map[string]error{"export": exported, "labels": some, "all labels": all} {
			if err == nil || !strings.Contains(err.Error(), "should hold the 2 events that generation 2 follows") {
				t.Errorf("%s, %s: got %v, want what the log should hold", name, what, err)
			}
		}
	}
}

func TestSheetForLabelsIsLimited(t *testing.T) {
	g, err := OpenGeneration(context.Background(), OpenWorkspace(labelWorkspace(t)), 0, tokenizer())
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	query, err := g.Codebook.ParseExpr("status:content", expr.Search)
	if err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int]int{1: 1, 3: 3, 0: 5, 100: 5} {
		_, done := sheetOf(t, ".csv", LabelSheetHeader(), func(to sheet.Writer) (*Exported, error) {
			return ExportForLabels(context.Background(), g, query, limit, to)
		})
		if done.Verbatims != want {
			t.Errorf("limit %d: got %d verbatims, want %d", limit, done.Verbatims, want)
		}
	}
}
