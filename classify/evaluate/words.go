package evaluate

import (
	"cmp"
	"math"
	"slices"
)

// Missed is the words that tell the texts that a class missed.
type Missed struct {
	Class string      `json:"class"`
	Texts int         `json:"texts"` // missed
	Other int         `json:"other"` // texts that do not have the class by the gold
	Words []WordCount `json:"words"` // most telling first, at most 5
}

// WordCount is a word, and how many texts have it.
type WordCount struct {
	Word       string  `json:"word"`
	Missed     int     `json:"missed"` // of Missed.Texts
	Other      int     `json:"other"`  // of Missed.Other
	Likelihood float64 `json:"log_likelihood"`
}

const (
	wordsPerClass = 5
	wordMinimum   = 2     // a word of one text tells nothing
	wordCritical  = 10.83 // chi-square of one degree of freedom at 0.1 %, as many words are tried
	wordPrecision = 0.2   // a term that is wrong in more than four of five texts helps nobody
)

// missedWords looks, for every class, for words that more of the texts have
// which should have got it and did not than of the texts that should not: as
// terms they would find the one and spare the other.
func missedWords(items []Item, rows []row, names []string) []Missed {
	v := newVocabulary(items)
	out := []Missed{}
	for class, name := range names {
		v.count(rows, int32(class))
		m := Missed{Class: name, Texts: v.missed, Other: v.other, Words: v.telling()}
		if len(m.Words) > 0 {
			out = append(out, m)
		}
	}
	return out
}

// vocabulary counts texts by word.
type vocabulary struct {
	texts   [][]int32 // the distinct words of each item
	surface []string  // most frequent form of each word
	missed  int
	other   int
	counts  [][2]int32 // by word: missed texts, other texts
}

func newVocabulary(items []Item) *vocabulary {
	v := &vocabulary{texts: make([][]int32, len(items))}
	index := map[string]int32{}
	var forms []map[string]int
	for i := range items {
		for _, w := range items[i].Words {
			n, ok := index[w.Key]
			if !ok {
				n = int32(len(forms))
				index[w.Key] = n
				forms = append(forms, map[string]int{})
			}
			forms[n][w.Surface]++
			v.texts[i] = append(v.texts[i], n)
		}
		slices.Sort(v.texts[i])
		v.texts[i] = slices.Compact(v.texts[i])
	}
	for _, f := range forms {
		v.surface = append(v.surface, mostFrequent(f))
	}
	v.counts = make([][2]int32, len(forms))
	return v
}

func mostFrequent(forms map[string]int) string {
	best := ""
	for f, n := range forms {
		if best == "" || n > forms[best] || n == forms[best] && f < best {
			best = f
		}
	}
	return best
}

// count counts the texts that the class missed, and those that it judges and
// the gold does not give it.
func (v *vocabulary) count(rows []row, class int32) {
	clear(v.counts)
	v.missed, v.other = 0, 0
	for i := range rows {
		if !rows[i].judges(class) {
			continue
		}
		side := 1
		switch o, ok := rows[i].of(class); {
		case ok && o == hit:
			continue
		case ok && o == miss:
			side = 0
			v.missed++
		default:
			v.other++
		}
		for _, w := range v.texts[i] {
			v.counts[w][side]++
		}
	}
}

// telling returns the words that stand out among the missed texts.
func (v *vocabulary) telling() []WordCount {
	var out []WordCount
	for w, n := range v.counts {
		a, b := int(n[0]), int(n[1])
		if a < wordMinimum || ratio(a, a+b) < wordPrecision || a*v.other <= b*v.missed {
			continue
		}
		if g := logLikelihood(a, v.missed, b, v.other); g >= wordCritical {
			out = append(out, WordCount{v.surface[w], a, b, g})
		}
	}
	slices.SortFunc(out, func(a, b WordCount) int {
		return cmp.Or(cmp.Compare(b.Likelihood, a.Likelihood), cmp.Compare(a.Word, b.Word))
	})
	return out[:min(len(out), wordsPerClass)]
}

// logLikelihood is G² of the table of texts with and without a word, a of n and
// b of m: 2 Σ O ln(O/E) over its four cells (Dunning, "Accurate Methods for the
// Statistics of Surprise and Coincidence", 1993).
func logLikelihood(a, n, b, m int) float64 {
	share := float64(a+b) / float64(n+m)
	cell := func(observed int, expected float64) float64 {
		if observed == 0 {
			return 0
		}
		return float64(observed) * math.Log(float64(observed)/expected)
	}
	return 2 * (cell(a, float64(n)*share) + cell(n-a, float64(n)*(1-share)) +
		cell(b, float64(m)*share) + cell(m-b, float64(m)*(1-share)))
}
