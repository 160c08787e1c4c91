package evaluate

import (
	"encoding/json"
	"math"
)

// Counts are the four outcomes of one class over items: right and given (TP),
// given wrongly (FP), missed (FN), rightly not given (TN).
type Counts struct {
	TP int `json:"tp"`
	FP int `json:"fp"`
	FN int `json:"fn"`
	TN int `json:"tn"`
}

// support is how many items have the class by the gold.
func (c Counts) support() int { return c.TP + c.FN }

// found is how many items were given the class.
func (c Counts) found() int { return c.TP + c.FP }

// precision is TP / (TP + FP), the share of what was given that is right; 0
// where nothing was given (van Rijsbergen, Information Retrieval, 1979, ch. 7).
func (c Counts) precision() float64 { return ratio(c.TP, c.TP+c.FP) }

// recall is TP / (TP + FN), the share of the gold that was given; 0 where the
// gold has none (van Rijsbergen 1979, ch. 7).
func (c Counts) recall() float64 { return ratio(c.TP, c.TP+c.FN) }

// f1 is 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall; 0
// where there is neither gold nor anything given (van Rijsbergen 1979, ch. 7,
// with beta 1).
func (c Counts) f1() float64 { return ratio(2*c.TP, 2*c.TP+c.FP+c.FN) }

// kappa is Cohen's: (po - pe) / (1 - pe), where po is the share of items on
// which gold and prediction agree and pe the share on which they would by
// chance, each keeping its own frequency (Cohen, "A Coefficient of Agreement
// for Nominal Scales", 1960). It is NaN where both always say the same, for
// then chance alone explains everything.
func (c Counts) kappa() float64 {
	n := float64(c.TP + c.FP + c.FN + c.TN)
	gold, found := float64(c.support()), float64(c.found())
	return kappa(float64(c.TP+c.TN)/n, (gold*found+(n-gold)*(n-found))/(n*n))
}

func kappa(observed, expected float64) float64 {
	if expected == 1 {
		return math.NaN()
	}
	return (observed - expected) / (1 - expected)
}

func (c *Counts) add(d Counts) {
	c.TP += d.TP
	c.FP += d.FP
	c.FN += d.FN
	c.TN += d.TN
}

// ratio is a / b, and 0 where b is: scikit-learn's zero_division=0.
func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Estimate is a figure and the interval in which it lies with a confidence of
// 95 %. A figure that is not defined is NaN, as are both ends of an interval
// that was not asked for; JSON has null for them.
type Estimate struct{ Value, Low, High float64 }

// MarshalJSON writes {"value": …, "low": …, "high": …}.
func (e Estimate) MarshalJSON() ([]byte, error) {
	var out struct {
		Value *float64 `json:"value"`
		Low   *float64 `json:"low"`
		High  *float64 `json:"high"`
	}
	out.Value, out.Low, out.High = orNull(&e.Value), orNull(&e.Low), orNull(&e.High)
	return json.Marshal(out)
}

func orNull(f *float64) *float64 {
	if math.IsNaN(*f) {
		return nil
	}
	return f
}

// Scores are precision, recall and F1 together.
type Scores struct {
	Precision Estimate `json:"precision"`
	Recall    Estimate `json:"recall"`
	F1        Estimate `json:"f1"`
}

// Totals are the figures over all classes.
type Totals struct {
	Items    int    `json:"items"`    // that judge at least one class
	Gold     int    `json:"gold"`     // pairs of item and class that the gold has
	Found    int    `json:"found"`    // pairs that were given
	Micro    Scores `json:"micro"`    // of the counts of all classes added up
	Macro    Scores `json:"macro"`    // mean over the classes that the gold has
	Weighted Scores `json:"weighted"` // the same mean, each class weighing as often as the gold has it
	// ExactMatch is the share of items whose classes are all right, accuracy
	// where each has one: scikit-learn's accuracy_score.
	ExactMatch Estimate `json:"exact_match"`
	// HammingLoss is the share of wrong ones among all pairs of item and class
	// (Schapire and Singer, "Improved Boosting Algorithms Using
	// Confidence-rated Predictions", 1999).
	HammingLoss Estimate `json:"hamming_loss"`
	Coverage    Estimate `json:"coverage"` // share of items that were given at least one class
	Kappa       Estimate `json:"kappa"`    // Evaluate: mean of the classes that the gold has; Compare: Cohen's over all classes
}

// Class is the figures of one class.
type Class struct {
	Name string `json:"name"`
	Counts
	Support int `json:"support"`
	Found   int `json:"found"`
	Scores
	Kappa Estimate `json:"kappa"`
}
