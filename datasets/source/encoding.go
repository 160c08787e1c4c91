package source

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings that Inspect recognises; --encoding takes any name of the
// WHATWG encoding standard beside them.
const (
	encUTF8    = "utf-8"
	encUTF16LE = "utf-16le"
	encUTF16BE = "utf-16be"
	encCP932   = "cp932"
	encEUCJP   = "euc-jp"
	encISO2022 = "iso-2022-jp"
	encLatin   = "windows-1252"
)

// encodingAliases are names in use that the standard's index does not have.
var encodingAliases = map[string]string{
	"utf8": encUTF8, "utf-8-sig": encUTF8, "utf-16": encUTF16LE, "utf16": encUTF16LE,
	"sjis": encCP932, "shift_jis": encCP932, "shift-jis": encCP932, "shiftjis": encCP932, "ms932": encCP932,
	"windows-31j": encCP932, "cp932": encCP932, "eucjp": encEUCJP, "jis": encISO2022, "ansi": encLatin,
	"cp1252": encLatin, "latin1": encLatin, "latin-1": encLatin, "iso-8859-1": encLatin,
}

// canonicalEncoding returns the name that Info carries for what the user said.
func canonicalEncoding(name string) (string, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	if alias, ok := encodingAliases[name]; ok {
		return alias, true
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return "", false
	}
	if name, err = htmlindex.Name(e); err != nil {
		return "", false
	}
	return name, true
}

// decoderOf returns the encoding of a canonical name, nil for UTF-8.
func decoderOf(name string) encoding.Encoding {
	switch name {
	case encUTF8:
		return nil
	case encUTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case encUTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case encCP932:
		return japanese.ShiftJIS
	case encLatin:
		return charmap.Windows1252
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return e
}

// decode returns r as UTF-8, without a byte order mark. Where clean is set,
// NUL and invalid bytes are replaced; it may be false only if there are none.
func decode(r io.Reader, name string, clean bool) io.Reader {
	if e := decoderOf(name); e != nil {
		r = transform.NewReader(r, e.NewDecoder())
	}
	br := bufio.NewReaderSize(r, 64<<10)
	if b, err := br.Peek(3); err == nil && string(b) == "\uFEFF" {
		br.Discard(3) //nolint:errcheck // peeked
	}
	if !clean {
		return br
	}
	return transform.NewReader(br, cleaner{})
}

// cleaner replaces NUL bytes and every byte that is not UTF-8 by U+FFFD.
type cleaner struct{ transform.NopResetter }

// Transform implements transform.Transformer.
func (cleaner) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, n := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && n == 1 && !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if r == 0 {
			r = utf8.RuneError
		}
		if nDst+utf8.UTFMax > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}

// guessLimit is how much of a file is decoded for each candidate encoding.
const guessLimit = 64 << 20

// guessEncoding chooses the encoding of bytes that are not valid UTF-8: the
// one with the fewest signs of a wrong guess among those in use for surveys.
// open gives the bytes, as often as it is called. sure is false where even the
// best guess reads strangely.
func guessEncoding(open func() (io.ReadCloser, error)) (name string, sure bool, err error) {
	best := 0.0
	for _, candidate := range []string{encUTF8, encCP932, encEUCJP, encLatin} {
		p, err := penaltyOf(open, candidate)
		if err != nil {
			return "", false, err
		}
		if name == "" || p < best {
			name, best = candidate, p
		}
	}
	return name, best < 0.1, nil
}

// penaltyOf returns how strange the bytes read in an encoding: strange
// characters over characters that are not ASCII, 10 for an impossible one.
func penaltyOf(open func() (io.ReadCloser, error), candidate string) (float64, error) {
	f, err := open()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(decode(io.LimitReader(f, guessLimit), candidate, true), 64<<10)
	var j strangeness
	j.latin = candidate == encLatin
	for {
		c, _, err := r.ReadRune()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
		j.add(c)
	}
	j.add(' ')
	return j.sum / max(j.high, 1), nil
}

// strangeness adds up what speaks against an encoding.
type strangeness struct {
	latin bool // Western letters: they come alone or in twos
	high  float64
	sum   float64
	run   int  // characters beyond ASCII in a row
	prev  rune // the character before
	from  rune // the character before the run
}

func (s *strangeness) add(r rune) {
	if r < utf8.RuneSelf {
		if s.latin && s.run > 2 {
			s.sum += float64(s.run)
		}
		if s.run == 1 && s.prev >= 0x4E00 && s.prev <= 0x9FFF && (isASCIILetter(r) || isASCIILetter(s.from)) {
			s.sum += 0.5 // one kanji amid Latin letters: café read as Shift_JIS
		}
		s.run, s.prev = 0, r
		return
	}
	if s.high++; s.run == 0 {
		s.from = s.prev
	}
	s.run++
	s.prev = r
	switch {
	case r == utf8.RuneError:
		s.sum += 10
	case r < 0xA0, r >= 0xE000 && r < 0xF900: // controls, private use
		s.sum += 2
	case r >= 0xFF61 && r <= 0xFF9F: // half-width katakana: what EUC-JP looks like in Shift_JIS
		s.sum += 0.5
	case s.latin && !(r >= 0xC0 && r <= 0xFF && r != 0xD7 && r != 0xF7):
		s.sum += 0.2 // a symbol, no letter
	}
}

func isASCIILetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
