package themes

import (
	_ "embed" // for the starter codebook
	"slices"
)

//go:embed starter.yaml
var starterYAML []byte

// Starter returns the embedded codebook for feedback on SaaS in English and
// Japanese. It is parsed anew by each call. That it has no mistakes is tested.
func Starter() *Codebook {
	cb, err := Parse("starter.yaml", starterYAML)
	if err != nil {
		panic("themes: the embedded codebook is broken:\n" + err.Error())
	}
	return cb
}

// StarterYAML returns the embedded codebook as a file, with its comments.
func StarterYAML() []byte { return slices.Clone(starterYAML) }
