package llm

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// pattern is a regular expression with strings of which every match holds one:
// where none of them stands, which is nearly always, the expression need not be
// tried. Without strings it always is.
type pattern struct {
	re    *regexp.Regexp
	needs []string
}

// newPattern compiles an expression. It panics on one that is broken, as
// regexp.MustCompile does.
func newPattern(s string) pattern {
	p := pattern{re: regexp.MustCompile(s)}
	if tree, err := syntax.Parse(s, syntax.Perl); err == nil {
		p.needs = needs(tree.Simplify())
	}
	return p
}

func newPatterns(all []string) []pattern {
	patterns := make([]pattern, len(all))
	for i, s := range all {
		patterns[i] = newPattern(s)
	}
	return patterns
}

// matches reports whether the expression matches s.
func (p *pattern) matches(s string) bool {
	if len(p.needs) > 0 && !slices.ContainsFunc(p.needs, func(n string) bool { return strings.Contains(s, n) }) {
		return false
	}
	return p.re.MatchString(s)
}

func matchAny(patterns []pattern, s string) bool {
	return slices.ContainsFunc(patterns, func(p pattern) bool { return p.matches(s) })
}

// mostNeeds bounds the strings of a pattern: beyond, looking for them costs
// what trying the expression does.
const mostNeeds = 80

// needs returns strings of which every match of an expression holds one, or nil
// where it finds none. It follows the required literals of R. Cox, "Regular
// Expression Matching with a Trigram Index" (2012).
func needs(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil
		}
		return []string{string(re.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			n := needs(sub)
			if n == nil {
				return nil
			}
			all = append(all, n...)
		}
		if len(all) > mostNeeds {
			return nil
		}
		return all
	case syntax.OpConcat:
		return bestNeeds(re.Sub)
	}
	return nil
}

// bestNeeds returns the needs of the part that asks for the longest strings.
func bestNeeds(parts []*syntax.Regexp) (best []string) {
	for _, part := range parts {
		if n := needs(part); shortest(n) > shortest(best) {
			best = n
		}
	}
	return best
}

// shortest returns the length of the shortest of some strings, 0 without any.
func shortest(all []string) int {
	if len(all) == 0 {
		return 0
	}
	return len(slices.MinFunc(all, func(a, b string) int { return len(a) - len(b) }))
}
