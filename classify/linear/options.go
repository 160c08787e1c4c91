package linear

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
)

// Options say how a Model is trained. Zero values are defaults. What changes
// the Model is saved in its file.
type Options struct {
	// Themes are the ids to learn; nil stands for all that the examples have.
	Themes []string `json:"themes,omitempty"`

	// Precision is the share of right tags that each threshold is set for,
	// above 0 and below 1; 0 sets thresholds for the best F1.
	Precision float64 `json:"precision,omitempty"`
	// ThemePrecision is Precision for single themes, by id.
	ThemePrecision map[string]float64 `json:"theme_precision,omitempty"`
	// Doubt is the probability of a wrong decision from which on it counts as
	// unsure; 0 stands for 0.2, and a negative one for no band.
	Doubt float64 `json:"doubt,omitempty"`

	// Folds is how many parts the examples are cut into for held-out
	// predictions; 0 stands for 5.
	Folds int `json:"folds,omitempty"`
	// MinPositives is how many examples a theme needs to be learnt, at least
	// as many as there are folds; 0 stands for 10.
	MinPositives int `json:"min_positives,omitempty"`
	// Cost is C of the support vector machines: what an error costs against a
	// large weight; 0 chooses among a few by held-out data.
	Cost float64 `json:"cost,omitempty"`

	// Source, Tokenizer and Codebook are kept in the file: where the labels
	// came from (llm, labels, gold), tokenize.Tokenizer.Version, and the hash
	// of the codebook that they were given by.
	Source    string `json:"source,omitempty"`
	Tokenizer string `json:"tokenizer,omitempty"`
	Codebook  string `json:"codebook,omitempty"`

	// Workers is how many goroutines train; 0 stands for the number of
	// processors. It does not change the Model.
	Workers int `json:"-"`
	// Progress, if not nil, is called with the steps done of all, by one
	// goroutine at a time.
	Progress func(done, total int) `json:"-"`
}

// Check returns every mistake in o, joined.
func (o *Options) Check() error {
	var errs []error
	precision := func(where string, p float64) {
		if p < 0 || p >= 1 || math.IsNaN(p) {
			errs = append(errs, fmt.Errorf("%s: want a share from 0 up to, but not, 1, found %v", where, p))
		}
	}
	precision("precision", o.Precision)
	for _, id := range sortedKeys(o.ThemePrecision) {
		precision("precision of theme "+id, o.ThemePrecision[id])
	}
	if !(o.Doubt < 0.5) {
		errs = append(errs, fmt.Errorf("doubt: want less than 0.5, found %v", o.Doubt))
	}
	if o.Folds != 0 && (o.Folds < 2 || o.Folds > maxFolds) {
		errs = append(errs, fmt.Errorf("folds: want 2 to %d, found %d", maxFolds, o.Folds))
	}
	if o.MinPositives < 0 {
		errs = append(errs, fmt.Errorf("min positives: want 1 or more, found %d", o.MinPositives))
	}
	if !(o.Cost >= 0) || math.IsInf(o.Cost, 0) {
		errs = append(errs, fmt.Errorf("cost: want a number above 0, found %v", o.Cost))
	}
	return errors.Join(errs...)
}

const maxFolds = 20

// withDefaults returns o with its zero values replaced.
func (o Options) withDefaults() Options {
	if o.Doubt == 0 {
		o.Doubt = 0.2
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
	if o.MinPositives == 0 {
		o.MinPositives = 10
	}
	o.MinPositives = max(o.MinPositives, o.Folds)
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

// precisionOf returns the precision that a theme's threshold is set for, or 0.
func (o *Options) precisionOf(theme string) float64 {
	if p, ok := o.ThemePrecision[theme]; ok {
		return p
	}
	return o.Precision
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
