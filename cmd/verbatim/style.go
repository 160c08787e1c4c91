package main

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"verbatim/datasets"
)

// style marks matched words and evidence in a text.
type style struct {
	match, evidence [2]string // before and after
	id              func(string) string
}

func plainStyle() style {
	return style{match: [2]string{"«", "»"}, evidence: [2]string{"[", "]"}, id: func(s string) string { return s }}
}

func terminalStyle() style {
	return style{
		match:    [2]string{"\x1b[30;43m", "\x1b[39;49m"},
		evidence: [2]string{"\x1b[4m", "\x1b[24m"},
		id:       func(s string) string { return "\x1b[1m" + s + "\x1b[22m" },
	}
}

// styleFor is that of a terminal, or plain where w is none or NO_COLOR is set.
func styleFor(w io.Writer) style {
	if out, ok := w.(*os.File); ok && term.IsTerminal(int(out.Fd())) && os.Getenv("NO_COLOR") == "" {
		return terminalStyle()
	}
	return plainStyle()
}

// mark returns the text with both kinds of marks. Spans are in code points and
// may overlap; where a matched word and a piece of evidence do, the match
// stands inside.
func (s style) mark(text string, matches, evidence []datasets.Span) string {
	var b strings.Builder
	inMatch, inEvidence := false, false
	step := func(at int32) {
		m, e := within(matches, at), within(evidence, at)
		if inMatch && (!m || e != inEvidence) {
			b.WriteString(s.match[1])
			inMatch = false
		}
		if inEvidence && !e {
			b.WriteString(s.evidence[1])
		}
		if e && !inEvidence {
			b.WriteString(s.evidence[0])
		}
		inEvidence = e
		if m && !inMatch {
			b.WriteString(s.match[0])
		}
		inMatch = m
	}
	at := int32(0)
	for _, r := range text {
		step(at)
		b.WriteString(printable(r))
		at++
	}
	step(-1)
	return b.String()
}

func within(spans []datasets.Span, at int32) bool {
	for _, s := range spans {
		if s.Start <= at && at < s.End {
			return true
		}
	}
	return false
}

// printable keeps what a customer wrote from steering the terminal.
func printable(r rune) string {
	if r < 0x20 && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 {
		return "\uFFFD"
	}
	return string(r)
}
