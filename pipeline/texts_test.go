package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/datasets"
	"verbatim/datasets/columns"
	"verbatim/datasets/table"
	"verbatim/pipeline/index"
)

var _ index.Texts = (*Generation)(nil)

// textGeneration is a generation of verbatims alone, in parts; its texts are
// long enough to fill many pages.
func textGeneration(t *testing.T, parts ...int) (*Generation, []string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, dirVerbatims), 0o755); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for i, n := range parts {
		rows := make([]datasets.Verbatim, n)
		for k := range rows {
			id := fmt.Sprintf("r%d-%d", i, k)
			rows[k] = datasets.Verbatim{VerbatimID: id + "#q", ResponseID: id, QuestionID: "q", Language: "en",
				ContentStatus: datasets.Content, CodebookVersion: "test", Text: id + strings.Repeat(" word", k%200)}
			texts = append(texts, rows[k].Text)
		}
		var file bytes.Buffer
		w, err := table.NewWriter[datasets.Verbatim](&file, table.Meta{KeyValue: map[string]string{"verbatim.timezone": "Asia/Tokyo"}})
		if err == nil {
			err = errors.Join(w.Write(rows), w.Close())
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, dirVerbatims, fmt.Sprintf("part-%06d.parquet", i+1)), file.Bytes(), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	cols, err := columns.Load(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Generation{Dir: dir, columns: cols}, texts
}

// TestTexts reads rows that stand close together, far apart, and on both sides
// of the border of two parts.
func TestTexts(t *testing.T) {
	g, texts := textGeneration(t, 5000, 1, 7000)
	random := rand.New(rand.NewPCG(1, 2))
	for _, share := range []float64{0, 0.001, 0.01, 0.5, 1} {
		var rows []int
		for row := range texts {
			if random.Float64() < share || row == 5000 && share > 0 {
				rows = append(rows, row)
			}
		}
		var got []int
		err := g.Texts(context.Background(), rows, func(row int, text string) error {
			if text != texts[row] {
				t.Errorf("row %d is %q, want %q", row, text, texts[row])
			}
			got = append(got, row)
			return nil
		})
		if err != nil || !slices.Equal(got, rows) {
			t.Errorf("share %g: %d rows, %v; want %d", share, len(got), err, len(rows))
		}
	}
}

func TestTextsEnds(t *testing.T) {
	g, texts := textGeneration(t, 3*textStretch)
	all := make([]int, len(texts))
	for i := range all {
		all[i] = i
	}
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	err := g.Texts(ctx, all, func(int, string) error {
		n++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > textStretch+1 {
		t.Errorf("canceled at the first text: %v after %d texts", err, n)
	}
	full := errors.New("enough")
	if err := g.Texts(context.Background(), all, func(int, string) error { return full }); !errors.Is(err, full) {
		t.Errorf("error %v, want that of fn", err)
	}
}
