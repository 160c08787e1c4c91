package main

import (
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// row is one labelled text.
type row struct {
	Split    string   `json:"split"` // train or test
	Text     string   `json:"text"`
	Words    string   `json:"words"` // its tokens as they stand, with spaces between
	Question string   `json:"question"`
	Themes   []string `json:"themes"` // sorted
	Ours     []string `json:"ours"`   // what classify/linear predicts, sorted
}

// set is a data set and how it is cut.
type set struct {
	name   string
	single bool // every text has exactly one theme
	rows   func(data string) ([]row, error)
}

var sets = []set{
	{"nhs-feedback", true, oneFile("nhs-feedback/feedback.csv", "question", "theme")},
	{"banking-questions", true, banking},
	{"hotel-requests-ja", true, oneFile("hotel-requests-ja/requests.csv", "", "theme")},
	{"hotel-requests-ja-voted", false, oneFile("hotel-requests-ja/voted.csv", "", "themes")},
}

// oneFile reads a file without a published split: a quarter of the texts, by
// their hash, is the test, so that the same text never stands on both sides.
func oneFile(name, question, themes string) func(data string) ([]row, error) {
	return func(data string) ([]row, error) {
		rows, err := read(filepath.Join(data, name), question, themes)
		for i := range rows {
			h := fnv.New32a()
			h.Write([]byte(rows[i].Text))
			rows[i].Split = "train"
			if h.Sum32()>>8%4 == 0 {
				rows[i].Split = "test"
			}
		}
		return rows, err
	}
}

// banking reads the published train and test files.
func banking(data string) (all []row, err error) {
	for _, split := range []string{"train", "test"} {
		rows, err := read(filepath.Join(data, "banking-questions", split+".csv"), "", "category")
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].Split = split
		}
		all = append(all, rows...)
	}
	return all, nil
}

// read reads the columns text, question and themes of a CSV file.
func read(path, question, themes string) ([]row, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	textAt, questionAt, themesAt := slices.Index(records[0], "text"), slices.Index(records[0], question), slices.Index(records[0], themes)
	if textAt < 0 || themesAt < 0 {
		return nil, fmt.Errorf("%s: want columns text and %s, found %q", path, themes, records[0])
	}
	var rows []row
	for _, record := range records[1:] {
		r := row{Text: record[textAt], Themes: themesOf(record[themesAt])}
		if questionAt >= 0 {
			r.Question = record[questionAt]
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// themesOf cuts the voted topics apart; N/A means that none applies.
func themesOf(cell string) []string {
	themes := []string{}
	for _, t := range strings.Split(cell, "|") {
		if t != "N/A" && t != "" {
			themes = append(themes, t)
		}
	}
	slices.Sort(themes)
	return slices.Compact(themes)
}
