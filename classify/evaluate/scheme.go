package evaluate

import (
	"fmt"
	"slices"
	"strings"

	"verbatim/themes/expr"
)

// Scheme says which classes the labels of a gold file stand for, and which
// classes a predicted theme hits. Labels are equal whatever their case and
// width.
//
// A label that Map does not name stands for the theme of its own name. A class
// is hit by its themes and by those below them, in the prediction as in the
// gold: who says the child says the parent (Kiritchenko, Matwin and Famili,
// "Functional Annotation of Genes Using Hierarchical Text Categorization",
// 2005).
type Scheme struct {
	resolve func(string) (string, bool)
	above   func(string) []string
	mapped  map[string]*mapping // by folded label
	classes []class
}

// mapping is what a label stands for.
type mapping struct {
	label   string  // as written
	classes []class // none for the label none
	left    bool    // out of the evaluation
	used    bool
}

// class is a class as its themes, of which one is enough.
type class []string

func (c class) name() string { return strings.Join(c, ",") }

// NewScheme returns a Scheme of themes, or of departments. resolve finds one by
// id or name; above returns all that stand over one, and may be nil.
func NewScheme(resolve func(string) (string, bool), above func(string) []string) *Scheme {
	if above == nil {
		above = func(string) []string { return nil }
	}
	return &Scheme{resolve: resolve, above: above, mapped: map[string]*mapping{}}
}

func fold(label string) string { return strings.TrimSpace(expr.Fold(label)) }

// Map says what a label stands for: "a" a theme; "a, b" a class that either
// theme hits, where the label is the wider one; "a+b" both themes, each a class
// of its own; "none" that the text has no theme; "" that the label is left out
// of the evaluation. The error names what is no theme.
func (s *Scheme) Map(label, target string) error {
	m := &mapping{label: strings.TrimSpace(label)}
	if m.label == "" {
		return fmt.Errorf("wanted a label that stands for %q, found none", target)
	}
	switch target = strings.TrimSpace(target); {
	case target == "":
		m.left = true
	case fold(target) == None:
	default:
		for _, part := range strings.Split(target, "+") {
			c, err := s.parse(part)
			if err != nil {
				return err
			}
			m.classes = append(m.classes, c)
		}
	}
	s.mapped[fold(label)] = m
	for _, c := range m.classes {
		s.addClass(c)
	}
	return nil
}

// parse reads alternatives: themes with commas between them.
func (s *Scheme) parse(names string) (class, error) {
	var c class
	for _, name := range strings.Split(names, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		id, ok := s.resolve(name)
		if !ok {
			return nil, &UnknownError{name}
		}
		c = append(c, id)
	}
	if len(c) == 0 {
		return nil, fmt.Errorf("wanted ids or names, found %q", names)
	}
	slices.Sort(c)
	return slices.Compact(c), nil
}

// UnknownError is a name that the codebook does not have.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("%q is not in the codebook", e.Name) }

func (s *Scheme) addClass(c class) {
	if !slices.ContainsFunc(s.classes, func(have class) bool { return slices.Equal(have, c) }) {
		s.classes = append(s.classes, c)
	}
}

// Learn takes notice of a label that the gold has, and says whether it stands
// for anything. All labels are learnt before Gold and Hit are asked.
func (s *Scheme) Learn(label string) bool {
	if m := s.mapped[fold(label)]; m != nil {
		m.used = true
		return true
	}
	if fold(label) == None {
		s.mapped[None] = &mapping{label: label, used: true}
		return true
	}
	id, ok := s.resolve(label)
	if !ok {
		return false
	}
	c := class{id}
	s.mapped[fold(label)] = &mapping{label: label, classes: []class{c}, used: true}
	s.addClass(c)
	return true
}

// Unused returns the labels of Map that the gold does not have, sorted.
func (s *Scheme) Unused() []string {
	var labels []string
	for _, m := range s.mapped {
		if !m.used {
			labels = append(labels, m.label)
		}
	}
	slices.Sort(labels)
	return labels
}

// Classes returns the names of all classes that labels stand for, sorted: ids,
// with commas between them where one of several is enough.
func (s *Scheme) Classes() []string {
	var names []string
	for _, c := range s.classes {
		names = append(names, c.name())
	}
	slices.Sort(names)
	return names
}

// Direct returns the classes that a label itself stands for.
func (s *Scheme) Direct(label string) []string {
	var names []string
	if m := s.mapped[fold(label)]; m != nil {
		for _, c := range m.classes {
			names = append(names, c.name())
		}
	}
	return names
}

// Gold returns the classes of a text with these labels, those above included;
// ok is false where it has labels and all are left out of the evaluation.
func (s *Scheme) Gold(labels []string) (classes []string, ok bool) {
	left := 0
	for _, label := range labels {
		m := s.mapped[fold(label)]
		if m == nil || m.left {
			left++
			continue
		}
		for _, c := range m.classes {
			classes = append(classes, s.implied(c)...)
		}
	}
	slices.Sort(classes)
	return slices.Compact(classes), len(labels) == 0 || left < len(labels)
}

// implied returns the classes that hold where c does: those that every theme
// of c hits.
func (s *Scheme) implied(c class) []string {
	var names []string
	for _, wide := range s.classes {
		if !slices.ContainsFunc(c, func(theme string) bool { return !s.hits(wide, theme) }) {
			names = append(names, wide.name())
		}
	}
	return names
}

// Hit returns the classes that a predicted theme hits.
func (s *Scheme) Hit(theme string) []string {
	var names []string
	for _, c := range s.classes {
		if s.hits(c, theme) {
			names = append(names, c.name())
		}
	}
	return names
}

func (s *Scheme) hits(c class, theme string) bool {
	return slices.Contains(c, theme) ||
		slices.ContainsFunc(s.above(theme), func(id string) bool { return slices.Contains(c, id) })
}
