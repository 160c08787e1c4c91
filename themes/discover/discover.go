// Package discover proposes themes that a codebook does not have yet, and tells
// which words and themes are growing.
//
// Discover groups texts by the words that they share and describes each group by
// the phrases that set it apart, as a draft for people to edit. It needs no model.
// Ask lets a language model word the themes and sort the texts into them, through
// an interface of its own. Emerging compares periods.
//
// The same texts give the same result, whatever their order.
package discover

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"math"
	"slices"

	"verbatim/datasets"
	"verbatim/tokenize"
)

// Text is one verbatim. What it holds is not kept after the iterator goes on,
// but for its strings.
type Text struct {
	ID         string // unique
	ResponseID string // sizes and NPS count responses; "" means ID
	Text       string
	Lang       string // as tokenize.Lang tells: ja is grouped apart from all others
	Tokens     []tokenize.Token
	NPSPoints  datasets.Opt[int32]         // 100, 0 or -100
	Date       datasets.Opt[datasets.Date] // local; only Emerging asks for it
	Themes     []string                    // ids of themes that it has
	Background bool                        // it is counted, to tell what is common, and not grouped
}

// Known is a theme of the codebook, which stays as it is.
type Known struct {
	Name        string // as a model is told of it
	ID          string
	Departments []string
	Terms       [][]string // its terms that are plain phrases, each as the keys of its tokens
	Words       [][]string // every phrase in its terms, with conditions or without: they hint at its departments
}

// Options say what Discover makes.
type Options struct {
	Themes   int                      // how many; 0 chooses
	Limit    int                      // texts that are looked at, DefaultLimit where 0; of more a sample by the hash of the ids
	MinSize  int                      // texts that a theme has at least; 0 chooses
	Complete bool                     // every text goes to the theme nearest to it, and no theme is left out
	Known    []Known                  // themes that there are, to point out what is nearly the same
	Taken    []string                 // ids and names that no proposal may have
	Fallback string                   // department where no known theme hints at one
	Slug     func(name string) string // makes an id of a name, in a-z, 0-9 and _; nil keeps what is of these
	Examples int                      // quotes of a theme; 0 means 3
}

// DefaultLimit is how many texts are looked at where Options say nothing. Beside
// them a quarter as many of the background are. docs/benchmarks.md has the time
// and memory that it takes.
const DefaultLimit = 200_000

// Proposal is what Discover found.
type Proposal struct {
	Texts      int                   `json:"texts"`                // that could be grouped: without the background
	Looked     int                   `json:"looked"`               // of them looked at: fewer than Texts where there are too many
	Background int                   `json:"background"`           // looked at beside them
	Responses  int                   `json:"responses"`            // of the texts looked at
	Grouped    int                   `json:"grouped"`              // texts that are in a theme
	NPS        datasets.Opt[float64] `json:"nps"`                  // of the responses looked at
	Unanswered int                   `json:"unanswered,omitempty"` // requests that a model gave no answer of use to
	Themes     []Theme               `json:"themes"`               // the largest first
}

// Theme is a proposed theme.
type Theme struct {
	ID          string                `json:"id"`
	Name        map[string]string     `json:"name"`
	Definition  map[string]string     `json:"definition"`
	Terms       map[string][]string   `json:"terms"` // by language, as a codebook takes them
	Departments []string              `json:"departments"`
	Verbatims   int                   `json:"verbatims"`
	Responses   int                   `json:"responses"`
	Share       float64               `json:"share"` // of the responses looked at; 0 to 1
	NPS         datasets.Opt[float64] `json:"nps"`
	Phrases     []Phrase              `json:"phrases"` // the most telling first
	Examples    []Example             `json:"examples"`
	Near        []Near                `json:"near"` // themes of the codebook that it may double
	Members     []string              `json:"-"`    // ids of its texts, sorted
}

// Phrase is a run of words that is more frequent in a theme than elsewhere.
type Phrase struct {
	Text   string  `json:"text"`
	Lang   string  `json:"lang"`
	Inside int     `json:"inside"` // texts of the theme that have it
	Beside int     `json:"beside"` // other texts that have it
	LLR    float64 `json:"llr"`    // log-likelihood ratio, G²
}

// Example is a text that is typical of a theme.
type Example struct {
	ID   string `json:"id"`
	Lang string `json:"lang"`
	Text string `json:"text"`
}

// Near is a theme of the codebook that a proposal may double.
type Near struct {
	ThemeID   string  `json:"theme_id"`
	Terms     float64 `json:"terms"`     // how much of the proposal's terms the theme's have, 0 to 1
	Verbatims float64 `json:"verbatims"` // share of the proposal's texts that have the theme
}

// ErrNoTexts says that there was nothing to group.
var ErrNoTexts = errors.New("no texts to group")

// Discover proposes themes for texts. Errors are those of texts and ctx, and
// ErrNoTexts.
func Discover(ctx context.Context, texts iter.Seq2[Text, error], o Options) (*Proposal, error) {
	c, err := read(ctx, texts, cmp.Or(o.Limit, DefaultLimit))
	if err != nil {
		return nil, err
	}
	if len(c.texts.docs) == 0 {
		return nil, ErrNoTexts
	}
	var groups [][]*doc
	for _, lang := range languages {
		of, err := c.groups(ctx, lang, &o)
		if err != nil {
			return nil, err
		}
		groups = append(groups, of...)
	}
	d := newDescriber(c, &o)
	return d.proposal(d.found(groups)), nil
}

// groups puts the texts of a language into groups.
func (c *corpus) groups(ctx context.Context, lang string, o *Options) ([][]*doc, error) {
	docs := inLanguage(c.texts.docs, lang)
	v := newVectors(docs)
	n := v.filled()
	k := howMany(n)
	if o.Themes > 0 {
		k = int(math.Round(float64(o.Themes) * float64(len(docs)) / float64(len(c.texts.docs))))
	}
	if k = min(max(k, 1), n); k == 0 {
		return nil, nil
	}
	cl, err := group(ctx, v, k)
	if err != nil {
		return nil, err
	}
	if o.Themes == 0 {
		cl.merge()
	}
	groups := make([][]*doc, k)
	largest := int32(slices.Index(cl.size, slices.Max(cl.size)))
	for r, g := range cl.group {
		if g < 0 && o.Complete {
			g = largest
		}
		if g >= 0 {
			groups[g] = append(groups[g], docs[r])
		}
	}
	return slices.DeleteFunc(groups, func(g []*doc) bool { return len(g) == 0 }), nil
}

// howMany returns how many groups n texts are put into at first, where nobody
// says: about as many as a person can read through. Those that are alike are
// merged, and small ones left out.
func howMany(n int) int { return min(int(math.Round(1.4*math.Sqrt(float64(n)))), 60) }
