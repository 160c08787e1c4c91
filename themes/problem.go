package themes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in a codebook.
type Problem struct {
	File         string
	Line, Column int    // 1-based, in code points
	Message      string // what was wanted, what was found
	Hint         string // what to do about it; may be empty
	Snippet      string // the line of the file, and below it ^ under the place
}

// Error returns file:line:column: message, with the snippet and the hint on
// lines of their own.
func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
	for line := range strings.SplitSeq(p.Snippet, "\n") {
		b.WriteString("\n    " + line)
	}
	if p.Hint != "" {
		b.WriteString("\n    " + p.Hint)
	}
	return b.String()
}

// Problems are all mistakes of one codebook, in the order of the file. As an
// error it can be searched with errors.As for a *Problem.
type Problems []*Problem

// Error returns all mistakes, one below the other.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the mistakes one by one.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// sort brings the mistakes into the order of the file; those of one place
// stay as they were found.
func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
