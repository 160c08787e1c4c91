package source

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// headRecords is how many records are looked at to find the header.
const headRecords = 30

// readHeader finds the header among the first records: it may stand below
// title lines, and survey tools write further header rows below it.
func readHeader(in *Info) error {
	raw, err := openRaw(in)
	if err != nil {
		return err
	}
	defer raw.Close()
	var records [][]string
	for len(records) < headRecords {
		_, cells, err := raw.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *RowError
		if err != nil && !errors.As(err, &bad) {
			return &OpenError{Path: in.title(), What: "cannot be read", Err: rootCause(err)}
		}
		records = append(records, slices.Clone(cells))
	}
	return analyseHeader(in, records)
}

// analyseHeader sets Header, RawHeader, Wordings, Zone and Skip from the first
// records.
func analyseHeader(in *Info, records [][]string) error {
	at := headerRecord(records)
	if at < 0 {
		return &OpenError{Path: in.title(), What: "has no header row", Do: "export it again, with column names"}
	}
	if at > 0 && !allBlankRecords(records[:at]) {
		in.Warnings = append(in.Warnings, fmt.Sprintf("the header is taken from record %d, below a title", at+1))
	}
	in.RawHeader = slices.Clone(records[at])
	in.Skip = at + 1
	names := slices.Clone(in.RawHeader)
	rest := records[at+1:]
	switch {
	case isQualtrics(rest):
		qualtrics(in, rest)
	case isSurveyMonkey(names, rest):
		names = surveyMonkey(in, names, rest[0])
	}
	in.Header = uniqueNames(names)
	return nil
}

// headerRecord returns the index of the header: the first record, or the one
// below title lines. A title is one cell alone in a record before one that
// reads like a header. It is -1 where there is no record with content.
func headerRecord(records [][]string) int {
	first := -1
	for i, r := range records {
		if allBlank(r) || isSepLine(r) {
			continue
		}
		if first < 0 {
			first = i
		}
		if looksLikeTitle(r) {
			continue
		}
		if i == first || looksLikeHeader(r) {
			return i
		}
		return first
	}
	return first
}

// isSepLine tells Excel's first line that names the delimiter.
func isSepLine(r []string) bool {
	return strings.EqualFold(r[0], "sep=") || len(r[0]) == 5 && strings.EqualFold(r[0][:4], "sep=")
}

// looksLikeTitle tells a record whose first cell alone is filled, unless it is
// a record of one cell among its like.
func looksLikeTitle(r []string) bool {
	return !isBlank(r[0]) && allBlank(r[1:])
}

// looksLikeHeader tells several different names, none of them a number, a
// date or a mail address.
func looksLikeHeader(r []string) bool {
	seen := map[string]bool{}
	for _, c := range r {
		if c = trim(c); c == "" {
			continue
		}
		if seen[c] || looksLikeData(c) {
			return false
		}
		seen[c] = true
	}
	return len(seen) > 1
}

// looksLikeData tells a cell that no one writes as a column name.
func looksLikeData(c string) bool {
	if _, ok := parseNumber(c); ok || mailPattern.MatchString(c) {
		return true
	}
	_, err := scanDate(c)
	return err == nil
}

func allBlankRecords(records [][]string) bool {
	for _, r := range records {
		if !allBlank(r) && !isSepLine(r) {
			return false
		}
	}
	return true
}

var (
	importID = regexp.MustCompile(`^\{\s*"ImportId"\s*:`)
	importTZ = regexp.MustCompile(`"timeZone"\s*:\s*"([^"]+)"`)
)

// isQualtrics tells the export of Qualtrics: below the names stand a record
// with the questions and one with {"ImportId":…}.
func isQualtrics(rest [][]string) bool {
	if len(rest) < 2 {
		return false
	}
	n := 0
	for _, c := range rest[1] {
		if importID.MatchString(trim(c)) {
			n++
		}
	}
	return n > 0 && n*2 >= len(rest[1])
}

func qualtrics(in *Info, rest [][]string) {
	in.Skip += 2
	in.Wordings = make([]string, len(in.RawHeader))
	for i := range in.Wordings {
		if i < len(rest[0]) {
			in.Wordings[i] = oneLine(rest[0][i])
		}
		if i < len(rest[1]) && in.Zone == "" {
			if m := importTZ.FindStringSubmatch(rest[1][i]); m != nil {
				in.Zone = m[1]
			}
		}
	}
	in.Warnings = append(in.Warnings, "the second and third header row of Qualtrics give the questions and are no answers")
}

// openEnded are the sub-headers of SurveyMonkey that stand for the question
// itself, not for one choice of it.
var openEnded = []string{"open-ended response", "response", "自由回答", "回答", "オープンエンド型回答", "自由形式の回答"}

// isSurveyMonkey tells the export of SurveyMonkey: the record below the header
// holds sub-headers, and nothing in the columns of respondent and collector.
func isSurveyMonkey(names []string, rest [][]string) bool {
	if len(rest) == 0 {
		return false
	}
	known := 0
	for i, n := range names {
		switch foldHeader(n).compact {
		case "respondentid", "collectorid", "回答者id", "コレクターid", "コレクタid":
			if known++; i < len(rest[0]) && !isBlank(rest[0][i]) {
				return false
			}
		}
	}
	if known > 0 {
		return true
	}
	sub := 0
	for i, c := range rest[0] {
		if c = strings.ToLower(trim(c)); c == "open-ended response" || c == "オープンエンド型回答" {
			sub++
		} else if c != "" && i < len(names) && looksLikeData(c) {
			return false
		}
	}
	return sub > 0
}

// surveyMonkey returns the header made of both records: the question, and the
// choice where a question has several columns.
func surveyMonkey(in *Info, names, sub []string) []string {
	in.Skip++
	in.Wordings = make([]string, len(names))
	question := ""
	for i, n := range names {
		s := ""
		if i < len(sub) {
			s = oneLine(sub[i])
		}
		if !isBlank(n) {
			question = oneLine(n)
		}
		switch {
		case s == "" && isBlank(n):
			continue
		case s == "" || slices.Contains(openEnded, strings.ToLower(s)) && !isBlank(n):
			names[i] = question
		case question == "":
			names[i] = s
		default:
			names[i] = question + " - " + s
		}
		in.Wordings[i] = names[i]
	}
	in.Warnings = append(in.Warnings, "the second header row of SurveyMonkey is part of the header and no answer")
	return names
}

// oneLine makes white space, line breaks among it, single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// uniqueNames gives every column a name of its own: "Name", "Name (2)", and
// "column 3" for one without.
func uniqueNames(raw []string) []string {
	names := make([]string, len(raw))
	used := map[string]bool{}
	for i, r := range raw {
		name := oneLine(r)
		if name == "" {
			name = columnName(i)
		}
		base := name
		for n := 2; used[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s (%d)", base, n)
		}
		used[strings.ToLower(name)] = true
		names[i] = name
	}
	return names
}
