package source

import "testing"

func TestParseScore(t *testing.T) {
	for _, c := range []struct {
		in    string
		v, of float64
	}{
		{"9", 9, 0}, {"10", 10, 0}, {"0", 0, 0}, {" 7 ", 7, 0}, {"9.0", 9, 0}, {"4.5", 4.5, 0}, {"９", 9, 0}, {"１０点", 10, 0}, {"10点", 10, 0},
		{"9 - Extremely likely", 9, 0}, {"5: Very satisfied", 5, 0}, {"5 (とても満足)", 5, 0}, {"5．とても満足", 5, 0}, {"1:不満", 1, 0},
		{"Very satisfied (5)", 5, 0}, {"とても満足（５）", 5, 0}, {"9/10", 9, 10}, {"4 out of 5", 4, 5}, {"5 stars", 5, 0}, {"1 star", 1, 0},
		{"★★★★☆", 4, 5}, {"★★★", 3, 3}, {"-1", -1, 0}, {"11", 11, 0}, {`="8"`, 8, 0}, {"8.", 8, 0},
	} {
		v, of, ok := parseScore(c.in)
		if !ok || v != c.v || of != c.of {
			t.Errorf("%q: got %g of %g, %v; want %g of %g", c.in, v, of, ok, c.v, c.of)
		}
	}
	for _, in := range []string{"", "good", "10 - 20", "1,200", "2026-04-01", "5th Avenue", "9a", "1e400", "NaN", "(", "()", "-", "3 people told me", "1-2 years"} {
		if v, _, ok := parseScore(in); ok {
			t.Errorf("%q is read as %g", in, v)
		}
	}
}

func TestIsMissing(t *testing.T) {
	for _, in := range []string{"", " ", "-", "N/A", "n/a", "NaN", "null", "未回答", "無回答", "なし", "#N/A"} {
		if !isMissing(in) {
			t.Errorf("%q is taken for a value", in)
		}
	}
	for _, in := range []string{"0", "no", "特にありません", "-1"} {
		if isMissing(in) {
			t.Errorf("%q is taken for no value", in)
		}
	}
}

func FuzzParseScore(f *testing.F) {
	for _, s := range []string{"9", "9 - Extremely likely", "10点", "9/10", "★★★★☆", "(5)", "５", "1.", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		v, of, ok := parseScore(in)
		if ok && (v != v || of != of || v > 1e16 || v < -1e16) {
			t.Errorf("%q is read as %g of %g", in, v, of)
		}
	})
}
