package redact

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// slowChecks look for personal data in their own way: regular expressions over
// the redacted text.
var slowChecks = []struct {
	name  string
	needs string // characters of which a text needs one, for speed
	re    *regexp.Regexp
}{
	{"mail", "@)]", regexp.MustCompile(`(?i)[a-z0-9][a-z0-9._%+-]*(?:@|\(at\)|\[at\]| @ | \(at\) | \[at\] )[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}`)},
	{"digits", "0123456789", regexp.MustCompile(`\d(?:[-. ()ー]{0,3}\d){6,}`)},
	{"postcode", "〒", regexp.MustCompile(`〒\s*\d`)},
	{"uk postcode", "0123456789", regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b`)},
	{"query", "?", regexp.MustCompile(`https?://[^\s]*\?[^\s\[]`)},
	{"user", "@", regexp.MustCompile(`https?://[^\s/\[]+@`)},
	{"token", "/", regexp.MustCompile(`https?://[^\s]*/[0-9a-f]{20,}`)},
	{"social security", "0123456789", regexp.MustCompile(`\b\d{3}-\d\d-\d{4}\b`)},
}

// keptDigits are the rows of seven digits and more that may stay, by kind.
var keptDigits = []struct {
	name string
	re   *regexp.Regexp
}{
	{"a date", regexp.MustCompile(`^(19|20)\d\d[-. ]\d\d?[-. ]\d\d?\b|^\d\d?[-. ]\d\d?[-. ](19|20)\d\d\b`)},
	{"two or more years", regexp.MustCompile(`^\(?(19|20)\d\d[-. ()]+(19|20)\d\d`)},
	{"a decimal or version", regexp.MustCompile(`^\d+(\.\d+)+$`)},
	{"an order of up to eight digits", regexp.MustCompile(`^\d{7,8}$`)},
	{"a range, a time, two numbers side by side", regexp.MustCompile(`^\d{1,6} ?[-(] ?\d{1,6}$`)},
	{"numbers side by side", regexp.MustCompile(`^\d{1,4}([ .()-]+\d{1,4}){1,9}$`)},
}

// TestRealData: an independent look finds no personal data in what would be
// sent of any text beside the module.
func TestRealData(t *testing.T) {
	texts := realTexts(t)
	encyclopaedia := len(texts)
	texts = append(texts, encyclopaediaTexts(t)...)
	r := New(nil)
	touched, inGiven, kept := 0, 0, map[string]int{}
	var pieces [kinds]int
	step := 1
	if raceDetector {
		step = 20
	}
	for i, text := range texts {
		if i%step != 0 {
			continue
		}
		got := r.Redact(text, nil)
		if len(got.Pieces) > 0 && i < encyclopaedia {
			touched++
		}
		inGiven += slowHits(text)
		for _, p := range got.Pieces {
			pieces[p.Kind]++
		}
		slowCheck(t, text, got.Text, kept)
	}
	if inGiven < 500/step {
		t.Errorf("want 500 finds and more in the texts as given, found %d: the checks see nothing", inGiven)
	}
	t.Logf("%d of %d texts of feedback (%.2f%%) had something replaced", touched, encyclopaedia, 100*float64(touched)/float64(encyclopaedia))
	t.Logf("%d more texts are of an encyclopaedia, with addresses and numbers; %d finds in the texts as given", len(texts)-encyclopaedia, inGiven)
	for k, n := range pieces {
		t.Logf("%6d %s", n, Kind(k))
	}
	for name, n := range kept {
		t.Logf("%6d kept: %s", n, name)
	}
}

// slowHits counts what the checks find in a text.
func slowHits(text string) (n int) {
	eachHit(text, func(name, hit string) {
		if name != "digits" || keptAs(hit) == "" {
			n++
		}
	})
	return n
}

// eachHit calls fn with what the checks find in a text.
func eachHit(text string, fn func(name, hit string)) {
	text = isbn.ReplaceAllLiteralString(norm.NFKC.String(text), "ISBN")
	for _, c := range slowChecks {
		if !strings.ContainsAny(text, c.needs) {
			continue
		}
		for _, hit := range c.re.FindAllString(text, -1) {
			fn(c.name, hit)
		}
	}
}

// isbn numbers are nobody's.
var isbn = regexp.MustCompile(`ISBN[-:0-9X ]*`)

func slowCheck(t *testing.T, text, redacted string, kept map[string]int) {
	t.Helper()
	eachHit(redacted, func(name, hit string) {
		if how := keptAs(hit); name == "digits" && how != "" {
			kept[how]++
			return
		}
		t.Errorf("%s %q stays of %.200q", name, hit, text)
	})
}

func keptAs(hit string) string {
	for _, k := range keptDigits {
		if k.re.MatchString(hit) {
			return k.name
		}
	}
	return ""
}

// TestRealDataWithContacts writes contact values into real texts: none is left.
func TestRealDataWithContacts(t *testing.T) {
	contacts := []string{"quill.zoe@mail.example.jp", "090-8765-4321", "緑川 環", "Zoë Quill"}
	written := []string{"quill.zoe@mail.example.jp", "ＱＵＩＬＬ．ＺＯＥ＠mail.example.jp", "09087654321", "０９０（８７６５）４３２１", "+81 90 8765 4321", "緑川環", "緑川", "緑川　環", "Zoë", "ZOË QUILL", "quill"}
	r := New(nil)
	for i, text := range realTexts(t) {
		if i%31 != 0 {
			continue
		}
		value := written[i%len(written)]
		middle := len(text) / 2
		for middle > 0 && text[middle]&0xC0 == 0x80 {
			middle--
		}
		whole := text[:middle] + " " + value + " " + text[middle:]
		got := r.Redact(whole, contacts)
		for _, p := range []string{value, "緑川", "quill", "8765"} {
			if strings.Contains(norm.NFKC.String(strings.ToLower(got.Text)), norm.NFKC.String(strings.ToLower(p))) {
				t.Fatalf("%q stays in %q", p, got.Text)
			}
		}
	}
}

// realTexts returns every cell of free text of the data beside the module, or
// skips.
func realTexts(tb testing.TB) []string {
	tb.Helper()
	root := dataDir(tb)
	var texts []string
	for _, pattern := range []string{"*/*.csv", "*/*.csv.gz", "*/*.tsv"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			tb.Fatal(err)
		}
		for _, f := range files {
			texts = append(texts, cells(tb, f)...)
		}
	}
	if len(texts) < 100_000 {
		tb.Fatalf("want 100,000 texts and more in %s, found %d", root, len(texts))
	}
	return texts
}

// encyclopaediaTexts returns the sentences of ../shared/data/throughput with nine
// digits or a sign of mail or post.
func encyclopaediaTexts(tb testing.TB) (texts []string) {
	tb.Helper()
	for _, lang := range []string{"en", "ja"} {
		for _, line := range strings.Split(string(unzip(tb, filepath.Join(dataDir(tb), "throughput", "kyoto."+lang+".txt.gz"))), "\n") {
			digits := strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsDigit(r) })
			if len(strings.Join(digits, "")) >= 9 || strings.ContainsAny(line, "@＠〒") {
				texts = append(texts, line)
			}
		}
	}
	return texts
}

// unzip returns a file of ../shared/data, unpacked where it is packed.
func unzip(tb testing.TB, path string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if !strings.HasSuffix(path, ".gz") {
		return raw
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		tb.Fatal(err)
	}
	if raw, err = io.ReadAll(z); err != nil {
		tb.Fatal(err)
	}
	return raw
}

// cells returns the cells of a file that hold more than one word or a sign of
// personal data.
func cells(tb testing.TB, path string) (texts []string) {
	tb.Helper()
	raw := unzip(tb, path)
	if strings.HasSuffix(path, ".tsv") {
		return strings.Split(string(raw), "\n")
	}
	c := csv.NewReader(bytes.NewReader(raw))
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	rows, err := c.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if len(cell) > 15 && !timestamp.MatchString(cell) {
				texts = append(texts, cell)
			}
		}
	}
	return texts
}

// timestamp is what the exports write in their columns of times, ids and the
// like, which are no verbatims.
var timestamp = regexp.MustCompile(`^\d{1,4}[-/]\d\d?[-/]\d{1,4} \d|^[\w.]+$|^asdc\.`)

// dataDir returns ../shared/data beside the module. Where it is absent the test
// skips, or fails under VERBATIM_REQUIRE_DATA=1.
func dataDir(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			tb.Fatal("want a go.mod above the test, found none")
		}
		dir = parent
	}
	data := filepath.Join(dir, "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		if os.Getenv("VERBATIM_REQUIRE_DATA") == "1" {
			tb.Fatalf("want the data that VERBATIM_REQUIRE_DATA asks for: %v", err)
		}
		tb.Skipf("no data beside the module: %v", err)
	}
	return data
}
