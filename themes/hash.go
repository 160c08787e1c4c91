package themes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"verbatim/datasets"
)

// canonical is the content of a codebook as it is hashed: JSON, keys of maps
// sorted, lists in the order of the file. Departments are a mapping in the
// file, whose order says nothing, and are sorted.
type canonical struct {
	Version     int
	Departments []Department
	Themes      []canonicalTheme
	Intents     map[datasets.Intent]canonicalTerms
	NoContent   canonicalTerms
	MaxAge      int64 // nanoseconds
	Rules       []canonicalRule
	Combine     string `json:",omitempty"`
}

// canonicalTerms has a text for a term that is one, and a canonicalTerm for
// any other.
type canonicalTerms map[string][]any

type canonicalTerm struct {
	Text          string
	When, Negated string
	Stop          bool
}

type canonicalTheme struct {
	ID, Parent       string
	Name, Definition map[string]string
	Departments      []string
	Negated          string
	Terms, Exclude   canonicalTerms
	Examples         map[string][]string

	// Codebooks of older versions have none of these, and keep their hash.
	When      string             `json:",omitempty"`
	Priority  int                `json:",omitempty"`
	Group     string             `json:",omitempty"`
	Stop      bool               `json:",omitempty"`
	Combine   string             `json:",omitempty"`
	Sentiment datasets.Sentiment `json:",omitempty"`
}

type canonicalRule struct {
	ID, When, Reply, Inform string
	Within                  int64 // nanoseconds
}

// hash returns the first 16 hex digits of the SHA-256 of the content.
func (c *Codebook) hash() string {
	k := canonical{
		Version:     c.Version,
		Departments: slices.Clone(c.Departments),
		Intents:     map[datasets.Intent]canonicalTerms{},
		NoContent:   canonicalOf(c.NoContent),
		MaxAge:      int64(c.Routing.MaxAge),
		Combine:     c.Combine,
	}
	slices.SortFunc(k.Departments, func(a, b Department) int { return cmp.Compare(a.ID, b.ID) })
	for _, t := range c.Themes {
		k.Themes = append(k.Themes, canonicalTheme{
			ID: t.ID, Parent: t.Parent, Name: t.Name, Definition: t.Definition,
			Departments: t.Departments, Negated: t.Negated,
			Terms: canonicalOf(t.Terms), Exclude: canonicalOf(t.Exclude), Examples: t.Examples,
			When: t.WhenText, Priority: t.Priority, Group: t.Group, Stop: t.Stop, Combine: t.Combine, Sentiment: t.Sentiment,
		})
	}
	for intent, terms := range c.Intents {
		k.Intents[intent] = canonicalOf(terms)
	}
	for _, r := range c.Routing.Rules {
		k.Rules = append(k.Rules, canonicalRule{r.ID, r.WhenText, r.Reply, r.Inform, int64(r.Within)})
	}
	encoded, err := json.Marshal(k)
	if err != nil {
		panic(fmt.Sprintf("themes: a codebook of strings and numbers cannot be encoded: %v", err))
	}
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:8])
}

func canonicalOf(terms Terms) canonicalTerms {
	c := canonicalTerms{}
	for lang, list := range terms {
		for _, t := range list {
			full := canonicalTerm{t.Text, t.WhenText, t.Negated, t.Stop}
			if full == (canonicalTerm{Text: t.Text}) {
				c[lang] = append(c[lang], t.Text)
			} else {
				c[lang] = append(c[lang], full)
			}
		}
	}
	return c
}
