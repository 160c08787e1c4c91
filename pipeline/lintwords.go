package pipeline

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/themes"
	"verbatim/themes/expr"
	"verbatim/tokenize"
)

// words tells, from a sample of the texts, of terms that are not found where
// their letters stand, and of those that find another word.
func (l *linter) words(ctx context.Context) error {
	s := &sampled{surfaces: map[string]map[string]int{}}
	rows := l.sample()
	err := l.g.Texts(ctx, rows, func(row int, text string) error {
		s.rows = append(s.rows, row)
		s.texts = append(s.texts, text)
		s.folded = append(s.folded, tokenize.FoldSurface(text))
		l.tk.Tokenize(text, &l.doc)
		for _, t := range l.doc.Tokens {
			if t.Script == tokenize.ScriptEnglish && t.Key != t.Surface {
				if s.surfaces[t.Key] == nil {
					s.surfaces[t.Key] = map[string]int{}
				}
				s.surfaces[t.Key][t.Surface]++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, terms := range l.terms {
		for j := range terms {
			w, ok := terms[j].Node.(*expr.Words)
			if !ok || w.Case {
				continue
			}
			l.cut(&l.cb.Themes[i], &terms[j], w, s)
			l.stem(&l.cb.Themes[i], terms[j].Term, w, s)
		}
	}
	return nil
}

// sampled are the texts that are looked at.
type sampled struct {
	rows          []int
	texts, folded []string
	surfaces      map[string]map[string]int // English key -> surface -> how often
}

// sample returns rows with content, evenly spread.
func (l *linter) sample() []int {
	var rows []int
	step := max(1, l.content.Len()/lintSample)
	n := 0
	for row := range l.content.All() {
		if n%step == 0 {
			rows = append(rows, row)
		}
		n++
	}
	return rows
}

// cut tells of a Japanese term whose letters stand in texts in which it is not
// found, because they are cut into other words there: イン in インポート.
func (l *linter) cut(theme *themes.Theme, t *lintedTerm, w *expr.Words, s *sampled) {
	if tokenize.Lang(w.Text) != "ja" {
		return
	}
	letters := tokenize.FoldSurface(w.Text)
	missed, example := 0, ""
	for i, text := range s.folded {
		if !t.rows.Has(s.rows[i]) && strings.Contains(text, letters) {
			if missed++; example == "" {
				example = l.around(s.texts[i], letters)
			}
		}
	}
	if missed > 0 && example != "" {
		l.add(LintCut, theme, t.Term, "is not found in %d of %d sampled verbatims that have its letters, since they are cut otherwise: %s", missed, len(s.texts), example)
	}
}

// around returns the words of a text in which some letters stand, with bars
// between them.
func (l *linter) around(text, letters string) string {
	l.tk.Tokenize(text, &l.doc)
	tokens := l.doc.Tokens
	for width := 1; width <= 6; width++ {
		for i := 0; i+width <= len(tokens); i++ {
			var surfaces []string
			for _, t := range tokens[i : i+width] {
				surfaces = append(surfaces, t.Surface)
			}
			if strings.Contains(strings.Join(surfaces, ""), letters) {
				return strings.Join(surfaces, "|")
			}
		}
	}
	return ""
}

// stem tells of an English word that finds words which are no form of it:
// relative finds relativity.
func (l *linter) stem(theme *themes.Theme, t *themes.Term, w *expr.Words, s *sampled) {
	if w.Exact {
		return
	}
	l.tk.Tokenize(w.Text, &l.doc)
	tokens := slices.Clone(l.doc.Tokens)
	if len(tokens) != 1 || tokens[0].Script != tokenize.ScriptEnglish {
		return
	}
	surfaces := s.surfaces[tokens[0].Key]
	for _, other := range slices.Sorted(maps.Keys(surfaces)) {
		if !sameWord(tokens[0].Surface, other) {
			l.add(LintStem, theme, t, "finds %q too (%d times in %d sampled verbatims): exact:%s finds the word alone", other, surfaces[other], len(s.texts), w.Text)
		}
	}
}

// sameWord says whether two English words look like forms of one: they differ
// in common endings of inflection and derivation only.
func sameWord(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return utf8.ValidString(a[:n]) && ending(a[n:]) && ending(b[n:])
}

// ending says whether a rest is one of inflection, with what spelling changes
// before it.
func ending(rest string) bool {
	switch rest {
	case "", "s", "es", "ed", "d", "ing", "e", "y", "ies", "ied", "ying", "ly", "er", "ers", "est", "'s", "ily", "ier", "iest", "ally", "ment", "ments", "able", "ful", "fully":
		return true
	}
	// A doubled consonant: planned, planning.
	return len(rest) > 2 && (rest[1:] == "ed" || rest[1:] == "ing" || rest[1:] == "er" || rest[1:] == "ers")
}
