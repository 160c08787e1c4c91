package pipeline

import (
	"maps"
	"slices"
	"unicode/utf8"

	"verbatim/datasets"
	"verbatim/pipeline/insight"
)

// Stats are the counts of a part, or of a whole generation.
type Stats struct {
	Responses   int                        `json:"responses"`
	Verbatims   int                        `json:"verbatims"`
	Tags        int                        `json:"tags"`
	Routes      int                        `json:"routes"`
	NPS         insight.Counts             `json:"nps"`
	Commented   insight.Counts             `json:"nps_commented"` // of the responses with a verbatim that has content
	Scores      map[string]ScoreStats      `json:"scores"`        // by metric
	TooOld      int                        `json:"too_old"`       // cases that max_age did not open
	Languages   map[string]int             `json:"languages"`     // verbatims
	Content     int                        `json:"content"`       // verbatims with content
	Tagged      int                        `json:"tagged"`        // of them, with a theme
	NoContent   int                        `json:"no_content"`
	Duplicates  int                        `json:"duplicates"`
	WithContent int                        `json:"responses_with_content"`
	LLMAnswered int                        `json:"llm_answered,omitempty"` // verbatims of which the LLM's answer is recorded
	LLMMissing  int                        `json:"llm_missing,omitempty"`  // that the LLM was to be asked about, without an answer
	Classifier  *ClassifierStats           `json:"classifier,omitempty"`   // nil where none was used
	Themes      map[string]ThemeStats      `json:"themes"`
	Departments map[string]DepartmentStats `json:"departments"`
}

// ScoreStats sum up the scores of one metric.
type ScoreStats struct {
	Count int64   `json:"count"`
	Sum   float64 `json:"sum"`
	Top   int64   `json:"top"` // in the top two of the scale: CSAT's 4 and 5
}

// ThemeStats are the counts of a theme together with the themes below it.
type ThemeStats struct {
	Verbatims int            `json:"verbatims"`
	Responses int            `json:"responses"`
	NPS       insight.Counts `json:"nps"`
	Example   string         `json:"example,omitempty"` // the beginning of a verbatim that has it
}

// DepartmentStats are what a department received.
type DepartmentStats struct {
	Cases    int    `json:"cases"`               // to answer
	FirstDue *int64 `json:"first_due,omitempty"` // earliest due time of them, microseconds UTC
	Informed int    `json:"informed"`
}

// ClassifierStats count verbatims that the classifier judged, and compare it
// with the LLM on those that both did: where the policy draws a sample, on that
// alone, since others were chosen for being hard.
type ClassifierStats struct {
	Judged   int `json:"judged"`
	Unsure   int `json:"unsure"`   // of Judged
	Saved    int `json:"saved"`    // of Judged: it is sure of them, and the LLM is asked about the others
	Compared int `json:"compared"` // of Judged: an LLM's answer is recorded
	Same     int `json:"same"`     // of Compared: both give the same themes
	Both     int `json:"both"`     // themes that both give
	Alone    int `json:"alone"`    // themes that the classifier gives and the LLM does not
	Lacking  int `json:"lacking"`  // themes that the LLM gives and the classifier does not
}

func (c *ClassifierStats) add(o ClassifierStats, sign int) {
	c.Judged += sign * o.Judged
	c.Unsure += sign * o.Unsure
	c.Saved += sign * o.Saved
	c.Compared += sign * o.Compared
	c.Same += sign * o.Same
	c.Both += sign * o.Both
	c.Alone += sign * o.Alone
	c.Lacking += sign * o.Lacking
}

// F1 is the micro-averaged F1 of the classifier's themes against those of the
// LLM, 0 to 1: 2·both / (2·both + alone + lacking).
func (c *ClassifierStats) F1() float64 {
	if all := 2*c.Both + c.Alone + c.Lacking; all > 0 {
		return float64(2*c.Both) / float64(all)
	}
	return 1 // neither gives any
}

// addClassifier adds or subtracts counts, of which there may be none.
func (s *Stats) addClassifier(o *ClassifierStats, sign int) {
	if o == nil {
		return
	}
	if s.Classifier == nil {
		s.Classifier = &ClassifierStats{}
	}
	s.Classifier.add(*o, sign)
}

func newStats() *Stats {
	return &Stats{Scores: map[string]ScoreStats{}, Languages: map[string]int{}, Themes: map[string]ThemeStats{}, Departments: map[string]DepartmentStats{}}
}

// count adds one annotated response. ancestors gives a theme and all above it.
func (s *Stats) count(r *annotated, ancestors func(string) []string) {
	s.Responses++
	s.Verbatims += len(r.verbatims)
	s.Tags += len(r.tags)
	s.Routes += len(r.routes)
	group := datasets.NPSGroup(r.response.Metric, r.response.Score)
	s.NPS.Add(group)
	s.countScore(&r.response)
	if r.tooOld {
		s.TooOld++
	}
	content := false
	seen := map[string]bool{}
	for i := range r.verbatims {
		v := &r.verbatims[i]
		s.Languages[v.Language]++
		switch v.ContentStatus {
		case datasets.NoContent:
			s.NoContent++
		case datasets.Duplicate:
			s.Duplicates++
		default:
			content = true
			s.Content++
			if len(v.ThemeIDs) > 0 {
				s.Tagged++
			}
		}
		s.countThemes(v, group, seen, ancestors)
		s.countLLM(v.LLMStatus)
	}
	if content {
		s.WithContent++
		s.Commented.Add(group)
	}
	s.countRoutes(r.routes)
	if r.classified.Judged > 0 {
		s.addClassifier(&r.classified, 1)
	}
}

func (s *Stats) countLLM(status datasets.LLMStatus) {
	switch status {
	case datasets.LLMAnswered:
		s.LLMAnswered++
	case datasets.LLMMissing:
		s.LLMMissing++
	}
}

func (s *Stats) countScore(r *datasets.Response) {
	if !r.Score.OK {
		return
	}
	c := s.Scores[string(r.Metric)]
	c.Count++
	c.Sum += r.Score.V
	if _, hi := r.Metric.Range(); r.Score.V >= hi-1 {
		c.Top++
	}
	s.Scores[string(r.Metric)] = c
}

func (s *Stats) countThemes(v *datasets.Verbatim, group string, seen map[string]bool, ancestors func(string) []string) {
	if len(v.ThemeIDs) == 0 {
		return
	}
	inVerbatim := map[string]bool{}
	for _, leaf := range v.ThemeIDs {
		for _, id := range ancestors(leaf) {
			if inVerbatim[id] {
				continue
			}
			inVerbatim[id] = true
			t := s.Themes[id]
			t.Verbatims++
			t.Example = betterExample(t.Example, v.Text)
			if !seen[id] {
				seen[id] = true
				t.Responses++
				t.NPS.Add(group)
			}
			s.Themes[id] = t
		}
	}
}

// Examples are shown on one line: a short whole text beats a long one that
// would be cut, and of two of a kind the earlier stays.
const (
	exampleMin = 8
	exampleMax = 60
)

func betterExample(have, text string) string {
	if have != "" && (goodExample(have) || !goodExample(text)) {
		return have
	}
	cut := 0
	for i := range text {
		if cut++; cut > exampleMax {
			return text[:i] + "…"
		}
	}
	return text
}

func goodExample(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= exampleMin && n <= exampleMax
}

func (s *Stats) countRoutes(routes []datasets.Route) {
	for i := range routes {
		r := &routes[i]
		d := s.Departments[r.Department]
		if r.Role != datasets.RoleReply {
			d.Informed++
		} else {
			d.Cases++
			if r.DueAt.OK {
				d.FirstDue = earlier(d.FirstDue, &r.DueAt.V)
			}
		}
		s.Departments[r.Department] = d
	}
}

func earlier(a, b *int64) *int64 {
	if a == nil || b != nil && *b < *a {
		if b == nil {
			return nil
		}
		v := *b
		return &v
	}
	return a
}

// add adds the counts of a later part.
func (s *Stats) add(o *Stats) {
	s.Responses += o.Responses
	s.Verbatims += o.Verbatims
	s.Tags += o.Tags
	s.Routes += o.Routes
	s.NPS = s.NPS.Plus(o.NPS)
	s.Commented = s.Commented.Plus(o.Commented)
	s.Content += o.Content
	s.Tagged += o.Tagged
	s.NoContent += o.NoContent
	s.Duplicates += o.Duplicates
	s.WithContent += o.WithContent
	s.addClassifier(o.Classifier, 1)
	s.LLMAnswered += o.LLMAnswered
	s.LLMMissing += o.LLMMissing
	s.TooOld += o.TooOld
	for metric, c := range o.Scores {
		all := s.Scores[metric]
		s.Scores[metric] = ScoreStats{all.Count + c.Count, all.Sum + c.Sum, all.Top + c.Top}
	}
	for lang, n := range o.Languages {
		s.Languages[lang] += n
	}
	for _, id := range slices.Sorted(maps.Keys(o.Themes)) {
		t, u := s.Themes[id], o.Themes[id]
		t.Verbatims += u.Verbatims
		t.Responses += u.Responses
		t.NPS = t.NPS.Plus(u.NPS)
		if u.Example != "" {
			t.Example = betterExample(t.Example, u.Example)
		}
		s.Themes[id] = t
	}
	for id, u := range o.Departments {
		d := s.Departments[id]
		d.Cases += u.Cases
		d.Informed += u.Informed
		d.FirstDue = earlier(d.FirstDue, u.FirstDue)
		s.Departments[id] = d
	}
}

// subtract takes away the counts of responses that are among those of s.
// Examples and due times stay.
func (s *Stats) subtract(o *Stats) {
	s.Responses -= o.Responses
	s.Verbatims -= o.Verbatims
	s.Tags -= o.Tags
	s.Routes -= o.Routes
	s.NPS = s.NPS.Minus(o.NPS)
	s.Commented = s.Commented.Minus(o.Commented)
	s.Content -= o.Content
	s.Tagged -= o.Tagged
	s.NoContent -= o.NoContent
	s.Duplicates -= o.Duplicates
	s.WithContent -= o.WithContent
	s.addClassifier(o.Classifier, -1)
	s.LLMAnswered -= o.LLMAnswered
	s.LLMMissing -= o.LLMMissing
	s.TooOld -= o.TooOld
	for id, u := range o.Themes {
		t := s.Themes[id]
		t.Verbatims -= u.Verbatims
		t.Responses -= u.Responses
		t.NPS = t.NPS.Minus(u.NPS)
		s.Themes[id] = t
	}
	for id, u := range o.Departments {
		d := s.Departments[id]
		d.Cases -= u.Cases
		d.Informed -= u.Informed
		s.Departments[id] = d
	}
}
