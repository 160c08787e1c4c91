package source

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
)

// The values of Info.Format.
const (
	formatCSV  = "csv"
	formatTSV  = "tsv"
	formatXLSX = "xlsx"
)

const (
	sniffBytes   = 1 << 20 // of text that is looked at for the delimiter
	sniffRecords = 500
)

var delimiterNames = map[string]string{
	"tab": "\t", `\t`: "\t", "comma": ",", "semicolon": ";", "pipe": "|",
}

// chooseDelimiter sets the delimiter and the format: what the user said, what
// a first line "sep=;" says, or the one that cuts most records into as many
// cells as the first.
func chooseDelimiter(in *Info, option string) error {
	if option != "" {
		if d, ok := delimiterNames[strings.ToLower(option)]; ok {
			option = d
		}
		if len(option) != 1 || strings.ContainsAny(option, "\"\r\n\x00") || option[0] >= 0x80 {
			return &OptionError{Path: in.title(), Flag: "--delimiter", Value: option, What: "no usable delimiter",
				Do: "give one ASCII character, or tab, comma, semicolon or pipe"}
		}
		in.Delimiter = option
	} else {
		sample, err := sampleText(in)
		if err != nil {
			return err
		}
		in.Delimiter = sniffDelimiter(sample, in)
	}
	in.Format = formatCSV
	if in.Delimiter == "\t" {
		in.Format = formatTSV
	}
	return nil
}

// sampleText returns the beginning of the decoded text.
func sampleText(in *Info) (string, error) {
	f, err := openBytes(in, nil)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b strings.Builder
	if _, err := io.Copy(&b, io.LimitReader(decode(f, in.Encoding, true), sniffBytes)); err != nil {
		return "", &OpenError{Path: in.title(), What: "cannot be read", Err: rootCause(err)}
	}
	return b.String(), nil
}

// sniffDelimiter returns the delimiter of a sample of text, or "" where
// nothing delimits: a table of one column.
func sniffDelimiter(sample string, in *Info) string {
	if len(sample) > 5 && strings.EqualFold(sample[:4], "sep=") && (sample[5] == '\r' || sample[5] == '\n') {
		return sample[4:5]
	}
	candidates := []string{",", "\t", ";", "|"}
	if ext := strings.ToLower(filepath.Ext(strings.TrimSuffix(in.Path, ".gz"))); ext == ".tsv" || ext == ".tab" {
		candidates = []string{"\t", ",", ";", "|"}
	}
	best, bestFit := "", fit{}
	for _, d := range candidates {
		if f := delimiterFit(sample, d[0], in.LineEnd[0]); f.better(bestFit) {
			best, bestFit = d, f
		}
	}
	return best
}

// fit is how well a delimiter cuts a sample into a table.
type fit struct {
	share float64 // of the records that have width cells; half of those with fewer
	width int
}

func (f fit) better(g fit) bool {
	return f.share > g.share || f.share == g.share && f.width > g.width
}

// delimiterFit returns the zero fit for a delimiter that does not cut, or cuts
// no better than commas in prose.
func delimiterFit(sample string, delim, nl byte) fit {
	counts := cellCounts(sample, delim, nl)
	records, best := 0, fit{}
	for n, c := range counts {
		records += c
		if n > 1 && (c > counts[best.width] || c == counts[best.width] && n > best.width) {
			best.width = n
		}
	}
	if best.width == 0 {
		return fit{}
	}
	for n, c := range counts {
		if n > 1 && n < best.width {
			best.share += float64(c) / 2
		}
	}
	best.share = (best.share + float64(counts[best.width])) / float64(records)
	if best.share < 0.5 {
		return fit{}
	}
	return best
}

// cellCounts tells how many records of the sample have how many cells; those
// with unmatched quotes have 0.
func cellCounts(sample string, delim, nl byte) map[int]int {
	r := newCSVReader(strings.NewReader(sample), delim, nl, 0)
	counts := map[int]int{}
	last := -1
	for range sniffRecords {
		_, cells, err := r.next()
		var bad *RowError
		switch {
		case errors.As(err, &bad):
			cells = nil
		case err != nil:
			if len(sample) >= sniffBytes && last >= 0 {
				counts[last]-- // the sample ends inside it
			}
			return counts
		case allBlank(cells):
			continue
		}
		last = len(cells)
		counts[last]++
	}
	return counts
}
