package pipeline

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"verbatim/datasets"
	"verbatim/datasets/sheet"
	"verbatim/datasets/source"
	"verbatim/datasets/table"
	"verbatim/pipeline/index"
	"verbatim/themes"
	"verbatim/themes/expr"
)

// Exported counts what an export of labels wrote.
type Exported struct {
	Rows      int `json:"rows"`
	Verbatims int `json:"verbatims"`
}

// LabelHeader returns the header of the sheet that ExportLabels writes.
func LabelHeader() []string {
	return []string{string(fieldVerbatim), "question", "score", "text", string(fieldTheme), string(fieldThemeName), string(fieldLabel), string(fieldBy), string(fieldAt)}
}

// ExportLabels writes the label that counts of each verbatim and theme to a
// sheet with LabelHeader: by part, then in the order of the verbatims. Those
// whose verbatim the published generation does not hold come last, without its
// text. ImportLabels reads the sheet, and finds that all of it holds.
func ExportLabels(ctx context.Context, w *Workspace, to sheet.Writer) (*Exported, error) {
	dir, m, err := w.Published()
	if err != nil {
		return nil, err
	}
	e := &labelExport{to: to, dir: dir, byResponse: map[string][]datasets.Label{}, written: map[string]bool{}}
	if e.codebook, err = w.loadPublishedCodebook(); err != nil {
		return nil, err
	}
	if e.zone, err = source.Zone(m.Timezone); err != nil {
		return nil, err
	}
	labels, err := w.AllLabels(ctx)
	if err != nil {
		return nil, err
	}
	responses := map[string]bool{}
	for _, l := range labels {
		id := responseOf(l.VerbatimID)
		responses[id] = true
		e.byResponse[id] = append(e.byResponse[id], l)
	}
	if err := eachHolder(ctx, dir, m, responses, e.part); err != nil {
		return nil, err
	}
	return &e.done, e.rest(labels)
}

// labelExport writes labels.
type labelExport struct {
	to         sheet.Writer
	dir        string
	codebook   *themes.Codebook
	zone       *time.Location
	byResponse map[string][]datasets.Label
	written    map[string]bool // verbatims
	done       Exported
}

// part writes the labels of the responses that a part holds.
func (e *labelExport) part(part PartInfo, held map[string]bool) error {
	byVerbatim := map[string][]datasets.Label{}
	ids := map[string]bool{}
	for id := range held {
		for _, l := range e.byResponse[id] {
			byVerbatim[l.VerbatimID] = append(byVerbatim[l.VerbatimID], l)
			ids[l.VerbatimID] = true
		}
	}
	path := filepath.Join(e.dir, partPath(dirVerbatims, part.Number))
	found, err := table.Find[datasets.Verbatim](path, ids, "verbatim_id", "question", "score", "text", "language")
	if err != nil {
		return err
	}
	for i := range found {
		v := &found[i]
		if err := e.write(v, byVerbatim[v.VerbatimID]); err != nil {
			return err
		}
	}
	return nil
}

// rest writes the labels, sorted by verbatim, that no part had the verbatim of.
func (e *labelExport) rest(labels []datasets.Label) error {
	for len(labels) > 0 {
		n := 1
		for n < len(labels) && labels[n].VerbatimID == labels[0].VerbatimID {
			n++
		}
		if id := labels[0].VerbatimID; !e.written[id] {
			if err := e.write(&datasets.Verbatim{VerbatimID: id}, labels[:n]); err != nil {
				return err
			}
		}
		labels = labels[n:]
	}
	return nil
}

// write writes the labels of one verbatim.
func (e *labelExport) write(v *datasets.Verbatim, labels []datasets.Label) error {
	e.written[v.VerbatimID] = true
	e.done.Verbatims++
	for _, l := range labels {
		word := "added"
		if l.Removed {
			word = "removed"
		}
		at := time.UnixMicro(l.At).In(e.zone).Format(time.RFC3339Nano)
		row := append(verbatimCells(v, e.codebook, l.ThemeID), sheet.Text(word), sheet.Text(l.By), sheet.Text(at))
		if err := e.to.Write(row); err != nil {
			return err
		}
		e.done.Rows++
	}
	return nil
}

// verbatimCells returns the cells that both sheets begin with.
func verbatimCells(v *datasets.Verbatim, cb *themes.Codebook, themeID string) []sheet.Cell {
	score := sheet.Cell{}
	if v.Score.OK {
		score = sheet.Number(v.Score.V)
	}
	name := ""
	if themeID != "" {
		name = cb.Name(themeID, v.Language)
	}
	return []sheet.Cell{sheet.Text(v.VerbatimID), sheet.Text(v.Question), score, sheet.Text(v.Text), sheet.Text(themeID), sheet.Text(name)}
}

// LabelSheetHeader returns the header of the sheet that ExportForLabels
// writes.
func LabelSheetHeader() []string {
	return append(LabelHeader()[:6:6], "evidence", string(fieldLabel))
}

// pageRows is how many verbatims are read at a time.
const pageRows = 4_000

// ExportForLabels writes the verbatims that a query finds, the best first and
// at most limit (0: all), to a sheet with LabelSheetHeader that people fill
// in: a row for each theme that the verbatim has now, and one with an empty
// theme where it has none, with the words that gave the theme and an empty
// cell for the label.
func ExportForLabels(ctx context.Context, g *Generation, query expr.Node, limit int, to sheet.Writer) (*Exported, error) {
	if limit == 0 {
		limit = math.MaxInt
	}
	res, err := g.searcher.Search(ctx, query, index.Options{Limit: limit})
	if err != nil {
		return nil, err
	}
	done := &Exported{}
	for hits := range slices.Chunk(res.Hits, pageRows) {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		found, err := g.page(hits)
		if err != nil {
			return done, err
		}
		for i := range found {
			n, err := writeForLabels(&found[i], g.Codebook, to)
			if err != nil {
				return done, err
			}
			done.Rows += n
		}
		done.Verbatims += len(found)
	}
	return done, nil
}

// writeForLabels writes the rows of one verbatim, and returns how many.
func writeForLabels(v *Found, cb *themes.Codebook, to sheet.Writer) (rows int, err error) {
	for _, t := range v.Tags {
		if t.State != datasets.Applied {
			continue
		}
		var words []string
		for _, e := range t.Evidence {
			words = append(words, e.Text)
		}
		if err := to.Write(append(verbatimCells(&v.Verbatim, cb, t.ThemeID), sheet.Text(strings.Join(words, " … ")))); err != nil {
			return rows, err
		}
		rows++
	}
	if rows > 0 {
		return rows, nil
	}
	return 1, to.Write(verbatimCells(&v.Verbatim, cb, ""))
}
