package linear

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestRoundTrip(t *testing.T) {
	for name, single := range map[string]bool{"several themes": false, "one theme": true} {
		examples := madeUp(t, 200, single)
		m := train(t, examples, Options{Cost: 1, Source: "labels", Codebook: "abc", ThemePrecision: map[string]float64{"price": 0.9}})
		file := fileOf(t, m)
		got, err := Read(iotest.OneByteReader(bytes.NewReader(file)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Version() != m.Version() || len(m.Version()) != 32 || !reflect.DeepEqual(got.Report(), m.Report()) || !slices.Equal(got.Themes(), m.Themes()) {
			t.Errorf("%s: read %s %+v, wrote %s %+v", name, got.Version(), got.Report(), m.Version(), m.Report())
		}
		if !bytes.Equal(fileOf(t, got), file) {
			t.Errorf("%s: written again it differs", name)
		}
		var s Scratch
		for _, e := range examples {
			a, b := m.Predict(e.Text, &s, nil), got.Predict(e.Text, &s, nil)
			if !slices.Equal(a, b) || m.Best(e.Text, &s) != got.Best(e.Text, &s) {
				t.Fatalf("%s: predicts %v, %v before", name, b, a)
			}
		}
	}
}

// TestDamage changes and cuts the file everywhere.
func TestDamage(t *testing.T) {
	file := fileOf(t, train(t, madeUp(t, 60, false), Options{Cost: 1, Folds: 2}))
	for i := 0; i < len(file); i += 1 + i/40 {
		changed := slices.Clone(file)
		changed[i] ^= 0x10
		if _, err := Read(bytes.NewReader(changed)); err == nil {
			t.Errorf("byte %d changed: no error", i)
		}
		_, err := Read(bytes.NewReader(file[:i]))
		if err == nil || !strings.Contains(err.Error(), "cut short") {
			t.Errorf("cut at byte %d: error %v", i, err)
		}
	}
	if _, err := Read(bytes.NewReader(append(slices.Clone(file), 0))); err == nil {
		t.Error("a byte more: no error")
	}
}

func TestReadErrors(t *testing.T) {
	file := fileOf(t, train(t, madeUp(t, 60, false), Options{Cost: 1, Folds: 2}))
	replace := func(old, new string) []byte { return sealed(bytes.Replace(file, []byte(old), []byte(new), 1)) }
	for want, b := range map[string][]byte{
		"cut short":                  nil,
		"is it a classifier":         []byte("PK\x03\x04 something else"),
		"want format 1":              sealed(append([]byte(magic+"\x09"), file[len(magic)+1:]...)),
		"want n-grams of recipe":     replace(`"recipe":1`, `"recipe":9`),
		"want rising themes":         replace(`"id":"price"`, `"id":"zrice"`),
		"header: ":                   replace(`{"recipe"`, `["recipe"`),
		"want 1 to 2147483647 examp": replace(`"examples":60`, `"examples":00`[:11]+` 0`),
	} {
		if _, err := Read(bytes.NewReader(b)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if _, err := Read(iotest.ErrReader(errors.New("disk gone"))); err == nil || !strings.Contains(err.Error(), "disk gone") {
		t.Errorf("error %v", err)
	}
}

// sealed puts the right sum at the end of a file, in place of its own.
func sealed(file []byte) []byte {
	b := slices.Clone(file[:len(file)-sha256.Size])
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

func FuzzRead(f *testing.F) {
	file := fileOf(f, train(f, madeUp(f, 40, false), Options{Cost: 1, Folds: 2, MinPositives: 2}))
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte(magic))
	text := textOf(f, "the price is too high, 検索が遅い", "q")
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > sha256.Size {
			b = sealed(b) // or nothing beyond the sum would be tried
		}
		m, err := Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		var s Scratch
		m.Predict(text, &s, nil)
		m.Best(text, &s)
		m.Evidence(text, 0, &s, nil)
		fileOf(t, m)
	})
}
