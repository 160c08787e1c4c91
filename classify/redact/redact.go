// Package redact replaces personal data in a text before the text leaves the
// machine: mail addresses, phone, card, account and id numbers, postal codes,
// the secrets of URLs, names that the user lists, and the contact values of the
// same response. docs/privacy.md says what is replaced and what is not.
//
// A text is folded first (NFKC, with the way back to the text as given), so
// that full-width digits and signs count as plain ones. Then each kind is
// looked for by a scanner of its own that reads the text once from left to
// right; none goes back further than a fixed number of characters, so the time
// is linear in the text. What is found is blotted out at once: a later scanner
// sees one opaque sign, as it would see the placeholder. Texts in which
// something was found are read again until nothing is found, and so redacting a
// redacted text changes nothing.
//
// The package prefers to replace too much: a number of nine digits without a
// meaning is replaced though it may be an order's. It never guesses names.
package redact

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Kind is what a replaced piece was.
type Kind uint8

// The kinds. Number is a long number that is none of the others for certain.
const (
	Email Kind = iota
	Phone
	Card
	Account
	Postcode
	URL
	Name    // a name of the user's list
	Contact // a contact value of the same response, or a part of a name there
	ID      // My Number, SSN, NHS and National Insurance numbers, passports
	Number
	kinds
)

var kindNames = [kinds]string{"EMAIL", "PHONE", "CARD", "ACCOUNT", "POSTCODE", "URL", "NAME", "CONTACT", "ID", "NUMBER"}

// String returns the name that stands in placeholders.
func (k Kind) String() string { return kindNames[k] }

// Kinds returns every kind.
func Kinds() []Kind {
	all := make([]Kind, kinds)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// Redactor replaces personal data. It is immutable and may be shared between
// goroutines.
type Redactor struct{ names *trie }

// New returns a Redactor that also replaces names, each whole: in Latin letters
// as a word, whatever its case, in Japanese wherever it stands. Spaces in a name
// and between Japanese characters are optional.
func New(names []string) *Redactor {
	t := newTrie()
	for _, n := range names {
		t.add(n, rule{kind: Name})
	}
	return &Redactor{names: t}
}

// Piece is one replaced piece. Start and End are code points of the text as
// given, From and To those of its placeholder in the redacted text.
type Piece struct {
	Kind             Kind
	Start, End       int32
	From, To         int32
	placeholderLabel string
}

// Redacted is a text without personal data, and the way back.
type Redacted struct {
	Text   string
	Pieces []Piece // in the order of the text; they do not overlap
}

// Count returns how many pieces of a kind were replaced.
func (r *Redacted) Count(k Kind) int {
	n := 0
	for i := range r.Pieces {
		if r.Pieces[i].Kind == k {
			n++
		}
	}
	return n
}

// Span returns the code points of the text as given that stand for the code
// points start to end of r.Text. A span that touches a placeholder is widened to
// the whole of what it replaced.
func (r *Redacted) Span(start, end int32) (int32, int32) {
	from, to := start, end
	for i := range r.Pieces {
		p := &r.Pieces[i]
		switch {
		case p.To <= start:
			from = start + p.End - p.To
		case p.From <= start:
			from = p.Start
		}
		switch {
		case p.To < end, p.To == end && p.From < end:
			to = end + p.End - p.To
		case p.From < end:
			to = p.End
		}
	}
	return from, max(from, to)
}

// Redact replaces what is personal in text. The contacts are the contact values
// of the same response as they were given (mail, phone, name, owner): they are
// replaced whole, and names among them part by part. The same value has the same
// number throughout a text.
func (r *Redactor) Redact(text string, contacts []string) Redacted {
	var s scanner
	s.fold(text)
	s.contacts = contactsOf(contacts)
	s.names = r.names
	s.blotPlaceholders()
	s.run()
	return s.result(text)
}

// result builds the redacted text from the pieces found.
func (s *scanner) result(text string) Redacted {
	if len(s.pieces) == 0 {
		return Redacted{Text: text}
	}
	pieces := s.settle()
	var b strings.Builder
	at, cp := 0, int32(0) // byte and code point of text up to which b goes
	shift := int32(0)
	for i := range pieces {
		p := &pieces[i]
		start := at + bytesOf(text[at:], p.Start-cp)
		b.WriteString(text[at:start])
		b.WriteString(p.placeholderLabel)
		at = start + bytesOf(text[start:], p.End-p.Start)
		cp = p.End
		p.From = p.Start + shift
		p.To = p.From + int32(len(p.placeholderLabel))
		shift = p.To - p.End
	}
	b.WriteString(text[at:])
	return Redacted{Text: b.String(), Pieces: pieces}
}

// bytesOf returns the length in bytes of the first n code points of text.
func bytesOf(text string, n int32) int {
	i := 0
	for ; n > 0; n-- {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return i
}

// placeholder returns what stands for the nth value of a kind.
func placeholder(k Kind, n int) string { return "[" + k.String() + "_" + strconv.Itoa(n) + "]" }
