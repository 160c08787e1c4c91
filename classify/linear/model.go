package linear

import (
	"math"

	"verbatim/tokenize"
)

// Model is a trained classifier.
type Model struct {
	themes  []theme
	ids     []string
	vocab   *vocabulary
	texts   []int32   // by n-gram: the examples that have it
	idf     []float32 // by n-gram
	weights []int8    // by n-gram, then theme, in units of theme.Scale
	report  Report
	version string
}

// theme is what a Model knows of a theme beside its weights.
type theme struct {
	ID    string  `json:"id"`
	Scale float32 `json:"scale"`
	Bias  float32 `json:"bias"`
	A     float64 `json:"a"` // of the sigmoid
	B     float64 `json:"b"`
	On    float64 `json:"on"` // see ThemeReport
	Off   float64 `json:"off"`
	Sure  float64 `json:"sure"`
	Lean  float64 `json:"lean"` // added to the log odds by Best
}

func (th *theme) sigmoid() platt { return platt{A: th.A, B: th.B} }

// odds returns the log odds of a margin, as Best compares them.
func (th *theme) odds(margin float64) float64 { return -(th.A*margin + th.B) + th.Lean }

// Scratch is a goroutine's memory for predictions. The zero Scratch is ready to
// use, with any Model, and grows to 4 bytes for each n-gram of the Model.
type Scratch struct {
	grammar  grammar
	place    []int32 // by n-gram: its place in counted, + 1; all 0 between calls
	counted  []counted
	features []feature
	sums     []float32
	speaks   []float32 // by token, for Evidence
}

// Themes returns the ids of the themes that the Model knows, sorted. The caller
// must not change them.
func (m *Model) Themes() []string { return m.ids }

// Version returns a hash of all that the Model is, 32 hexadecimal digits.
func (m *Model) Version() string { return m.version }

// Report returns the figures of the training. The caller must not change them.
func (m *Model) Report() *Report { return &m.report }

// Predict appends to dst the themes of a text that are applied or unsure, in
// the order of Themes. A theme that is not there is surely not applied. The
// tokens must be made by the tokenizer that the Report names. It allocates
// nothing once s and dst are large enough.
func (m *Model) Predict(t Text, s *Scratch, dst []Score) []Score {
	m.sum(t, s)
	for i := range m.themes {
		th := &m.themes[i]
		p := th.sigmoid().of(float64(s.sums[i]))
		if applied, unsure := p >= th.On, p >= th.Off && p < th.Sure; applied || unsure {
			dst = append(dst, Score{Theme: i, P: p, Applied: applied, Unsure: unsure})
		}
	}
	return dst
}

// Best returns the likeliest theme of a text that is known to have exactly one.
// A Model of such examples leans to the rare themes by as much as gave the best
// macro F1 of held-out examples.
func (m *Model) Best(t Text, s *Scratch) Score {
	m.sum(t, s)
	best, highest := 0, math.Inf(-1)
	for i := range m.themes {
		if odds := m.themes[i].odds(float64(s.sums[i])); odds > highest {
			best, highest = i, odds
		}
	}
	th := &m.themes[best]
	p := th.sigmoid().of(float64(s.sums[best]))
	return Score{Theme: best, P: p, Applied: p >= th.On, Unsure: p >= th.Off && p < th.Sure}
}

// sum puts the margins of all themes into s.sums.
func (m *Model) sum(t Text, s *Scratch) {
	m.vectorize(t, s)
	n := len(m.themes)
	if cap(s.sums) < n {
		s.sums = make([]float32, n)
	}
	s.sums = s.sums[:n]
	clear(s.sums)
	for _, f := range s.features {
		addRow(s.sums, m.weights[int(f.id)*n:][:n], f.value)
	}
	for i := range m.themes {
		s.sums[i] = s.sums[i]*m.themes[i].Scale + m.themes[i].Bias
	}
}

// addRow adds value times the weights to sums, which is as long. Most of the time
// of a prediction is spent here: eight at once take half of what one by one does.
func addRow(sums []float32, weights []int8, value float32) {
	for len(sums) >= 8 && len(weights) >= 8 {
		s, w := (*[8]float32)(sums), (*[8]int8)(weights)
		s[0] += value * float32(w[0])
		s[1] += value * float32(w[1])
		s[2] += value * float32(w[2])
		s[3] += value * float32(w[3])
		s[4] += value * float32(w[4])
		s[5] += value * float32(w[5])
		s[6] += value * float32(w[6])
		s[7] += value * float32(w[7])
		sums, weights = sums[8:], weights[8:]
	}
	for i, w := range weights {
		sums[i] += value * float32(w)
	}
}

// vectorize puts the features of a text into s.features; its n-grams stay in
// s.grammar.grams.
func (m *Model) vectorize(t Text, s *Scratch) {
	if len(s.place) < len(m.idf) {
		s.place = make([]int32, len(m.idf))
	}
	s.counted = s.counted[:0]
	for _, g := range s.grammar.read(t) {
		id := m.vocab.find(g.hash)
		if id < 0 {
			continue
		}
		if at := s.place[id]; at > 0 {
			s.counted[at-1].again()
			continue
		}
		s.counted = append(s.counted, counted{id: id, count: 1, block: g.block})
		s.place[id] = int32(len(s.counted))
	}
	for _, c := range s.counted {
		s.place[c.id] = 0
	}
	s.features = weigh(s.features[:0], s.counted, m.idf)
}

// newModel returns a Model of a training that has no weights yet.
func newModel(t *trainer) *Model {
	m := &Model{vocab: t.m.vocab, texts: t.m.texts, idf: t.m.idf, weights: make([]int8, len(t.m.idf)*len(t.themes))}
	for _, th := range t.themes {
		m.themes = append(m.themes, theme{ID: th.id})
		m.ids = append(m.ids, th.id)
	}
	return m
}

// setWeights rounds the weights of a theme, the bias last, to 8 bits.
func (m *Model) setWeights(theme int, w []float32) {
	bias := len(w) - 1
	var largest float32
	for _, v := range w[:bias] {
		largest = max(largest, v, -v)
	}
	th := &m.themes[theme]
	th.Bias, th.Scale = w[bias]*biasValue, largest/math.MaxInt8
	if largest == 0 {
		return
	}
	for i, v := range w[:bias] {
		m.weights[i*len(m.themes)+theme] = int8(math.Round(float64(v / th.Scale)))
	}
}

// Evidence appends to dst the words of a text that speak most for a theme, by
// index in Themes: those that add at least a third of what the strongest adds,
// at most three, neighbours joined, in the order of the text. There are none
// where nothing speaks for it.
func (m *Model) Evidence(t Text, theme int, s *Scratch, dst []tokenize.Range) []tokenize.Range {
	m.share(t, theme, s)
	return strongest(s.speaks, dst)
}
