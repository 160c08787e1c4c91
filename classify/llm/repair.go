package llm

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// value is a JSON value of a reply.
type value struct {
	kind  jsonKind
	text  string   // of a string its content, of a number its digits
	list  []value  // of a list or an object
	keys  []string // of an object, beside list; a key may stand twice
	whole bool     // false where the reply ended or broke within
}

type jsonKind uint8

const (
	jsonNull jsonKind = iota // true, false and null
	jsonString
	jsonNumber
	jsonList
	jsonObject
)

// one returns the value of a key that stands once in an object.
func (v *value) one(key string) (found *value, ok bool) {
	for i, k := range v.keys {
		if k != key {
			continue
		}
		if ok {
			return nil, false
		}
		found, ok = &v.list[i], true
	}
	return found, ok
}

// maxReply bounds what is read of a reply, in bytes, and maxNesting how deep:
// far more than an answer needs, little enough to hold in memory.
const (
	maxReply   = 256 << 10
	maxNesting = 24
)

// readValues returns the JSON objects and lists that stand in a reply, with
// whatever prose and fences around them. It forgives what models do wrong:
// commas before a closing bracket, line breaks and unknown escapes in strings,
// an end too early. What is broken it leaves at the place where it breaks, as a
// value that is not whole, and goes on behind. Each byte is read once.
func readValues(reply string) []value {
	if end := strings.LastIndex(reply, "</think>"); end >= 0 {
		reply = reply[end:] // what reasoning models say before
	}
	r := reader{s: reply[:min(len(reply), maxReply)]}
	var values []value
	for {
		skip := strings.IndexAny(r.s[r.at:], "{[")
		if skip < 0 {
			return values
		}
		r.at += skip
		if v, _ := r.value(0); len(v.list) > 0 {
			values = append(values, v)
		}
	}
}

// reader reads JSON values from at on.
type reader struct {
	s  string
	at int
}

// value reads a value. Where it is broken, at stands behind its beginning.
func (r *reader) value(depth int) (value, bool) {
	r.space()
	switch c := r.peek(); {
	case c == '{' || c == '[':
		return r.list(depth)
	case c == '"':
		s, ok := r.string()
		return value{kind: jsonString, text: s, whole: ok}, ok
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	}
	for _, literal := range []string{"true", "false", "null"} {
		if strings.HasPrefix(r.s[r.at:], literal) {
			r.at += len(literal)
			return value{whole: true}, true
		}
	}
	return value{}, false
}

// list reads a list or an object.
func (r *reader) list(depth int) (v value, ok bool) {
	v.kind = jsonList
	closing := byte(']')
	if r.peek() == '{' {
		v.kind, closing = jsonObject, '}'
	}
	r.at++
	if depth == maxNesting {
		return v, false
	}
	for {
		r.space()
		if r.peek() == closing {
			r.at++
			v.whole = true
			return v, true
		}
		if !r.element(&v, depth) {
			return v, false
		}
		r.space()
		if r.peek() == ',' {
			r.at++
		} else if r.peek() != closing {
			return v, false
		}
	}
}

// element reads an element of a list, or a key and its value.
func (r *reader) element(v *value, depth int) bool {
	var key string
	if v.kind == jsonObject {
		ok := r.peek() == '"'
		if ok {
			key, ok = r.string()
		}
		r.space()
		if !ok || r.peek() != ':' {
			return false
		}
		r.at++
	}
	e, ok := r.value(depth + 1)
	if e.kind != jsonNull || e.whole {
		v.list = append(v.list, e)
		if v.kind == jsonObject {
			v.keys = append(v.keys, key)
		}
	}
	return ok
}

// number reads a number.
func (r *reader) number() (value, bool) {
	from := r.at
	for r.at < len(r.s) && strings.IndexByte("+-.0123456789eE", r.s[r.at]) >= 0 {
		r.at++
	}
	text := r.s[from:r.at]
	_, err := strconv.ParseFloat(text, 64)
	return value{kind: jsonNumber, text: text, whole: err == nil}, err == nil
}

// string reads a string. A reply may end within.
func (r *reader) string() (string, bool) {
	r.at++
	from := r.at
	for r.at < len(r.s) {
		switch r.s[r.at] {
		case '"':
			r.at++
			return unescape(r.s[from : r.at-1]), true
		case '\\':
			r.at++
		}
		r.at++
	}
	r.at = len(r.s)
	return "", false
}

// unescape resolves the escapes of a JSON string. An escape that JSON does not
// have stands for the character behind its backslash.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			i++
			continue
		}
		if r, size := escapedRune(s[i:]); size > 0 {
			out.WriteRune(r)
			i += size
			continue
		}
		if at := strings.IndexByte("nrtbf", s[i+1]); at >= 0 {
			out.WriteByte("\n\r\t\b\f"[at])
		} else {
			out.WriteByte(s[i+1])
		}
		i += 2
	}
	return out.String()
}

// escapedRune reads \uXXXX, or two of them that make one character, from the
// beginning of s. The size is 0 where there is none.
func escapedRune(s string) (r rune, size int) {
	unit := func(s string) (rune, bool) {
		if len(s) < 6 || s[:2] != `\u` {
			return 0, false
		}
		n, err := strconv.ParseUint(s[2:6], 16, 16)
		return rune(n), err == nil
	}
	hi, ok := unit(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(hi) {
		return hi, 6
	}
	if lo, ok := unit(s[6:]); ok {
		if r := utf16.DecodeRune(hi, lo); r != utf8.RuneError {
			return r, 12
		}
	}
	return utf8.RuneError, 6
}

// space skips white space.
func (r *reader) space() {
	for r.at < len(r.s) && strings.IndexByte(" \t\r\n", r.s[r.at]) >= 0 {
		r.at++
	}
}

// peek returns the next byte, or 0 at the end.
func (r *reader) peek() byte {
	if r.at < len(r.s) {
		return r.s[r.at]
	}
	return 0
}
