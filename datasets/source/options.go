package source

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"verbatim/datasets"
)

// none is what the user says for a role that no column plays.
const none = "none"

func isNone(names []string) bool { return len(names) == 1 && strings.EqualFold(names[0], none) }

// options gives the columns that the user named their roles.
func (c *decider) options() error {
	roles := []struct {
		flag, value string
		set         **Column
	}{
		{"--id", c.o.ID, &c.d.ID}, {"--score", c.o.Score, &c.d.Score}, {"--time", c.o.Time, &c.d.Time},
		{"--question", c.o.Question, &c.d.Question}, {"--account", c.o.Account, &c.d.Account},
		{"--respondent", c.o.Respondent, &c.d.Respondent},
	}
	for _, r := range roles {
		i, err := c.find(r.flag, r.value)
		if err != nil {
			return err
		}
		if i >= 0 {
			*r.set = c.column(i)
		}
	}
	texts, err := c.findAll("--text", c.o.Text)
	if err != nil {
		return err
	}
	c.addTexts(texts)
	for _, l := range []struct {
		flag  string
		names []string
		set   *[]Column
		claim bool
	}{{"--contact", c.o.Contact, &c.d.Contacts, true}, {"--id-from", c.o.IDFrom, &c.d.IDFrom, false}, {"--attributes", c.o.Attributes, &c.d.Attributes, true}} {
		found, err := c.findAll(l.flag, l.names)
		if err != nil {
			return err
		}
		for _, i := range found {
			if l.claim {
				c.used[i] = true
			}
			*l.set = append(*l.set, Column{Index: i, Header: c.in.Header[i]})
		}
	}
	return c.checkOptions()
}

// checkOptions refuses what no input could fit.
func (c *decider) checkOptions() error {
	for _, a := range c.d.Attributes {
		if c.holdsAddresses(c.cols[a.Index]) || slices.Contains(c.d.Contacts, a) {
			return c.wrong("--attributes", a.Header, "holds contact data, which goes to cases only", "leave it out")
		}
	}
	switch c.o.IDIs {
	case "", IDIsResponse, IDIsRespondent:
	default:
		return c.wrong("--id-is", c.o.IDIs, "is neither response nor respondent", "")
	}
	switch c.o.DateOrder {
	case "", orderDMY, orderMDY, orderYMD:
	default:
		return c.wrong("--date-order", c.o.DateOrder, "is none of dmy, mdy and ymd", "")
	}
	if _, _, err := parseMetric(c.o.Metric); err != nil {
		return c.wrong("--metric", c.o.Metric, err.Error(), "")
	}
	if _, err := loadZone(c.o.Timezone); err != nil {
		return c.wrong("--timezone", c.o.Timezone, err.Error(), "give a name such as Asia/Tokyo or an offset such as +09:00")
	}
	return nil
}

func (c *decider) wrong(flag, value, what, do string) error {
	return &OptionError{Path: c.in.title(), Flag: flag, Value: value, What: what, Do: do}
}

func (c *decider) findAll(flag string, names []string) ([]int, error) {
	if isNone(names) {
		if i, _ := findColumn(c.in.Header, none); i < 0 {
			return nil, nil
		}
	}
	var found []int
	for _, name := range names {
		i, err := c.find(flag, name)
		if err != nil {
			return nil, err
		}
		if i >= 0 && !slices.Contains(found, i) {
			found = append(found, i)
		}
	}
	return found, nil
}

// find returns the column of a name, or -1 where none is named.
func (c *decider) find(flag, name string) (int, error) {
	if strings.TrimSpace(name) == "" {
		return -1, nil
	}
	i, nearest := findColumn(c.in.Header, name)
	if i >= 0 || strings.EqualFold(name, none) {
		return i, nil
	}
	quoted := make([]string, len(c.in.Header))
	for i, h := range c.in.Header {
		quoted[i] = quoteName(h)
	}
	do := "the columns are " + someOf(quoted, 30)
	if nearest != "" {
		do = fmt.Sprintf("did you mean %s? %s", quoteName(nearest), do)
	}
	return -1, c.wrong(flag, name, "no such column", do)
}

// findColumn finds a column by name or by #number, or returns -1 and the name
// that comes nearest, if any does.
func findColumn(names []string, name string) (int, string) {
	name = oneLine(name)
	if i := slices.Index(names, name); i >= 0 {
		return i, ""
	}
	if i := slices.IndexFunc(names, func(h string) bool { return strings.EqualFold(h, name) }); i >= 0 {
		return i, ""
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil && name[0] == '#' && n >= 1 && n <= len(names) {
		return n - 1, ""
	}
	want := foldHeader(name).compact
	nearest, best := "", len([]rune(want))/2+1
	for _, h := range names {
		have := foldHeader(h).compact
		d := editDistance([]rune(want), []rune(have))
		if want != "" && strings.Contains(have, want) {
			d = 1
		}
		if d < best {
			nearest, best = h, d
		}
	}
	return -1, nearest
}

// editDistance is Levenshtein's.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// parseMetric reads nps, csat, ces or none, with :reversed behind it or not.
func parseMetric(s string) (m datasets.Metric, reversed bool, err error) {
	name, rest, found := strings.Cut(strings.ToLower(strings.TrimSpace(s)), ":")
	if found && rest != "reversed" {
		return "", false, fmt.Errorf("%q after the colon is not reversed", rest)
	}
	switch name {
	case "", none:
		return "", found, nil
	case "nps", "csat", "ces":
		return datasets.Metric(name), found, nil
	}
	return "", false, errors.New("is none of nps, csat, ces and none")
}

// quoteName shows a header in a sentence.
func quoteName(h string) string {
	h = clip(h, 40)
	if strings.ContainsAny(h, " ,:;()?\"'") {
		return `"` + h + `"`
	}
	return h
}

// quoteArg shows a header as an argument on a command line.
func quoteArg(h string) string {
	if strings.ContainsAny(h, " ,:;()?*!&|<>$`\"'\\#") {
		return `'` + strings.ReplaceAll(h, `'`, `'\''`) + `'`
	}
	return h
}
