package route

import (
	"strconv"
	"time"
	"unicode/utf8"

	"verbatim/datasets"
)

// object appends a JSON object to buf, key by key. It is written by hand for
// the order of the keys, and because encoding/json takes twice as long.
type object struct {
	buf   []byte
	first bool
}

func (o *object) open(bracket byte) {
	o.buf = append(o.buf, bracket)
	o.first = true
}

func (o *object) shut(bracket byte) {
	o.buf = append(o.buf, bracket)
	o.first = false
}

func (o *object) comma() {
	if !o.first {
		o.buf = append(o.buf, ',')
	}
	o.first = false
}

func (o *object) key(name string) {
	o.comma()
	o.buf = appendString(o.buf, name)
	o.buf = append(o.buf, ':')
}

// text writes a string, or null for the empty one.
func (o *object) text(key, value string) {
	o.key(key)
	if value == "" {
		o.null()
		return
	}
	o.buf = appendString(o.buf, value)
}

func (o *object) null() { o.buf = append(o.buf, "null"...) }

func (o *object) texts(key string, values []string) {
	o.key(key)
	o.open('[')
	for _, s := range values {
		o.comma()
		o.buf = appendString(o.buf, s)
	}
	o.shut(']')
}

func (o *object) instant(v *view, key string, value datasets.Opt[int64]) {
	o.key(key)
	if !value.OK {
		o.null()
		return
	}
	o.buf = append(o.buf, '"')
	o.buf = v.local(value.V).AppendFormat(o.buf, time.RFC3339)
	o.buf = append(o.buf, '"')
}

// json appends r as a JSON object without a line break.
func (v *view) json(buf []byte, r *Row) []byte {
	o := object{buf: buf}
	o.open('{')
	o.text("response_id", r.ResponseID)
	if r.Account != "" {
		o.text("account", r.Account)
	}
	if r.Respondent != "" {
		o.text("respondent", r.Respondent)
	}
	o.text("role", string(r.Role))
	o.text("rule", r.Rule)
	o.instant(v, "due_at", r.DueAt)
	o.text("metric", string(r.Metric))
	o.key("score")
	if r.Score.OK {
		o.buf = strconv.AppendFloat(o.buf, r.Score.V, 'f', -1, 64)
	} else {
		o.null()
	}
	o.text("nps_group", datasets.NPSGroup(r.Metric, r.Score))
	o.instant(v, "responded_at", r.RespondedAt)
	on := ""
	if r.RespondedOn.OK {
		on = r.RespondedOn.V.String()
	}
	o.text("responded_on", on)
	o.text("language", r.Language)
	o.texts("theme_ids", r.ThemeIDs)
	o.texts("intents", r.Intents)
	v.answers(&o, r)
	v.people(&o, r)
	o.text("source_file", r.SourceFile)
	o.key("source_row")
	o.buf = strconv.AppendInt(o.buf, r.SourceRow, 10)
	o.shut('}')
	return o.buf
}

func (v *view) answers(o *object, r *Row) {
	o.key("answers")
	o.open('[')
	for i := range r.Answers {
		o.comma()
		o.open('{')
		o.text("question", r.Answers[i].Question)
		o.text("text", r.Answers[i].Text)
		o.shut('}')
	}
	o.shut(']')
}

// people writes what is known about the respondent.
func (v *view) people(o *object, r *Row) {
	o.key("attributes")
	o.open('{')
	for i, slug := range v.head.attributes {
		if i < len(r.Attributes) && r.Attributes[i] != "" {
			o.text(slug, r.Attributes[i])
		}
	}
	o.shut('}')
	o.key("contacts")
	o.open('{')
	for _, name := range v.head.contacts {
		if value := r.contact(name); value != "" {
			o.text(name, value)
		}
	}
	o.shut('}')
}

const hex = "0123456789abcdef"

// appendString appends s as a JSON string (RFC 8259); bytes that are no UTF-8
// become U+FFFD.
func appendString(buf []byte, s string) []byte {
	buf = append(buf, '"')
	from := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b >= ' ' && b != '"' && b != '\\' && b < utf8.RuneSelf {
			i++
			continue
		}
		if b >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				buf = append(append(buf, s[from:i]...), "\uFFFD"...)
				from = i + 1
			}
			i += size
			continue
		}
		buf = append(buf, s[from:i]...)
		switch b {
		case '"', '\\':
			buf = append(buf, '\\', b)
		case '\n':
			buf = append(buf, '\\', 'n')
		default:
			buf = append(buf, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		}
		i++
		from = i
	}
	return append(append(buf, s[from:]...), '"')
}
