package linear

// Report is what a Model's file tells of its training. All figures are of
// held-out predictions: each example was predicted by models that were trained
// without its fold, and decided by thresholds that were set without it.
type Report struct {
	Options  Options `json:"options"` // as they were used, defaults filled in
	Examples int     `json:"examples"`
	Features int     `json:"features"` // n-grams kept
	Cost     float64 `json:"cost"`     // C, as chosen

	Themes  []ThemeReport `json:"themes"`            // in the order of Model.Themes
	Skipped []Skipped     `json:"skipped,omitempty"` // themes that had too few examples

	Precision float64 `json:"precision_micro"`
	Recall    float64 `json:"recall_micro"`
	MicroF1   float64 `json:"f1_micro"`
	MacroF1   float64 `json:"f1_macro"` // over Themes
	Unsure    float64 `json:"unsure"`   // share of examples with a theme that is unsure

	// Single is told where every example has exactly one theme.
	Single *SingleReport `json:"single,omitempty"`
}

// ThemeReport is about one theme.
type ThemeReport struct {
	ID        string `json:"id"`
	Judged    int    `json:"judged"`    // examples that somebody decided on
	Positives int    `json:"positives"` // of these, have the theme

	Wanted  float64 `json:"wanted"`  // the precision the threshold is set for; 0 for the best F1
	Reached bool    `json:"reached"` // there is such a threshold; else the theme is never applied
	On      float64 `json:"on"`      // P from which on the theme applies
	Off     float64 `json:"off"`     // from Off up to Sure the decision is unsure
	Sure    float64 `json:"sure"`

	Applied   int     `json:"applied"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Unsure    int     `json:"unsure"` // examples in the band
	Brier     float64 `json:"brier"`  // mean squared error of P
}

// Skipped is a theme that was not learnt.
type Skipped struct {
	ID        string `json:"id"`
	Positives int    `json:"positives"`
	Needed    int    `json:"needed"`
}

// SingleReport is about Model.Best.
type SingleReport struct {
	Accuracy float64 `json:"accuracy"`
	MacroF1  float64 `json:"f1_macro"`
	// Adjust is how much Best leans to rare themes; 0 is not at all.
	Adjust float64 `json:"adjust"`
}
