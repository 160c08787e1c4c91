package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/classify/llm"
	"verbatim/classify/redact"
	"verbatim/themes"
)

// set is a gold file with the codebook it is measured by; its map, beside the
// codebook, says which theme a label of the file stands for.
type set struct {
	name, lang     string
	file           string // below the data folder
	question, gold string // columns
	codebook       string // below bench/codebooks, without .yaml
	nothing        string // what the map has for no theme
	standIn, other string // harmless verbatims of our own, for the leak
}

var sets = []set{
	{"nhs-feedback", "en", "nhs-feedback/feedback.csv", "", "theme", "nhs_en", "",
		"The lift to the second floor was slow on Tuesday.", "They kept the garden tidy and the benches dry."},
	{"hotel-requests-ja", "ja", "hotel-requests-ja/voted.csv", "", "themes", "hotel_ja", "none",
		"二階のエレベーターが火曜日は遅かったです。", "庭はいつも片付いていて、長椅子も乾いていました。"},
}

// verbatim is a text with the themes that people gave it.
type verbatim struct {
	item llm.Item
	gold map[string]bool
}

// read returns n verbatims spread over the set's file, redacted, and the menu of
// the themes that the gold can name. Of themes that divide another, which rules
// need, the model sees the other alone.
func (s *set) read(o *options) ([]verbatim, *llm.Menu, error) {
	cb, err := themes.Load(filepath.Join(o.repo, "bench", "codebooks", s.codebook+".yaml"))
	if err != nil {
		return nil, nil, err
	}
	mapped, err := readCSV(filepath.Join(o.repo, "bench", "codebooks", s.codebook+".map.csv"), "label", "theme")
	if err != nil {
		return nil, nil, err
	}
	labels, ids := map[string]string{}, map[string]bool{}
	for _, m := range mapped {
		labels[m[0]] = m[1]
		ids[m[1]] = m[1] != s.nothing
	}
	rows, err := readCSV(filepath.Join(o.data, s.file), "id", "text", s.gold)
	if err != nil {
		return nil, nil, err
	}
	r := redact.New(nil)
	var some []verbatim
	for i := range min(o.n, len(rows)) {
		row := rows[i*len(rows)/o.n]
		text := r.Redact(row[1], nil)
		v := verbatim{item: llm.Item{Key: row[0], Text: text.Text}, gold: map[string]bool{}}
		for label := range strings.SplitSeq(row[2], "|") {
			if id := labels[label]; ids[id] {
				v.gold[id] = true
			}
		}
		some = append(some, v)
	}
	return some, llm.NewMenu(cb, s.lang).Only(ids), nil
}

// readCSV returns columns of a file by name.
func readCSV(path string, columns ...string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	rows := make([][]string, 0, len(all))
	for _, record := range all[1:] {
		row := make([]string, len(columns))
		for i, c := range columns {
			at := slices.Index(all[0], c)
			if at < 0 {
				return nil, fmt.Errorf("%s: want a column %s, found %q", path, c, all[0])
			}
			row[i] = record[at]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
