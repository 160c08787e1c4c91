package llm

// Report is what an Asker has asked, got and spent so far. Every item given to
// Ask is either answered or missing: Asked = Answered + Missing.Total(). After
// Estimate it holds what Ask would ask and spend; nothing is answered then.
type Report struct {
	Asked      int     `json:"asked"`      // items given, those of one key once
	Answered   int     `json:"answered"`   // of them
	Missing    Missing `json:"missing"`    // the others, by reason
	Suspicious int     `json:"suspicious"` // of the items asked: they went alone, see Suspicion

	Requests int `json:"requests"`
	Attempts int `json:"attempts"` // requests and their retries

	PromptTokens     int64   `json:"prompt_tokens"`
	CompletionTokens int64   `json:"completion_tokens"`
	Unmetered        int     `json:"unmetered,omitempty"` // requests whose tokens are our estimate, because the server told none
	Cost             float64 `json:"cost"`
	CostUnknown      bool    `json:"cost_unknown,omitempty"` // a price is not given: Cost is of the other one, or 0

	Dropped Dropped `json:"dropped"`           // what was in replies and does not count
	Refusal string  `json:"refusal,omitempty"` // why the server or the model refused last
	Failure string  `json:"failure,omitempty"` // why a request got no usable answer from the server last: not reached, too late, no JSON …
	GaveUp  bool    `json:"gave_up,omitempty"` // the first requests all came to nothing: the rest was not asked
	Seconds float64 `json:"seconds"`           // spent in Ask, or of Estimate a guess
}

// Missing are the items without an answer, by reason. A later run asks them
// again.
type Missing struct {
	Budget      int `json:"budget,omitempty"`      // the cap was reached
	Down        int `json:"down,omitempty"`        // the server gave no usable answer
	Refused     int `json:"refused,omitempty"`     // the server or the model refused, even the item alone
	Invalid     int `json:"invalid,omitempty"`     // the replies could not be used, even to the item alone
	TooLong     int `json:"too_long,omitempty"`    // does not fit the context, even alone
	Interrupted int `json:"interrupted,omitempty"` // Ask ended early with an error
}

// Total returns the sum of all reasons.
func (m Missing) Total() int {
	return m.Budget + m.Down + m.Refused + m.Invalid + m.TooLong + m.Interrupted
}

// count adds an item to a reason.
func (m *Missing) count(why reason) {
	switch why {
	case noBudget:
		m.Budget++
	case noServer:
		m.Down++
	case refused:
		m.Refused++
	case invalid, truncated:
		m.Invalid++
	case tooLong:
		m.TooLong++
	default:
		m.Interrupted++
	}
}

// reason says why an item has no answer so far.
type reason uint8

const (
	notAsked reason = iota
	answered
	noBudget
	noServer
	refused
	invalid   // no entry for it that could be used
	truncated // the reply ended before its entry
	tooLong
)

// Dropped counts what stood in replies and was not taken over. Tags first; an
// item stays answered without them.
type Dropped struct {
	UnknownTheme   int `json:"unknown_theme,omitempty"`   // not in the menu
	DuplicateTheme int `json:"duplicate_theme,omitempty"` // given to the item before
	Confidence     int `json:"confidence,omitempty"`      // no number from 0 to 1
	Sentiment      int `json:"sentiment,omitempty"`       // none of the three
	Quote          int `json:"quote,omitempty"`           // does not stand in the text
	BrokenTag      int `json:"broken_tag,omitempty"`      // no theme where one should be
	Intent         int `json:"intent,omitempty"`          // none of the five; the item has none then

	UnknownID   int `json:"unknown_id,omitempty"`   // entries about no item of the request
	DuplicateID int `json:"duplicate_id,omitempty"` // entries about an item that has several: none counts, the item is asked again
	BrokenItem  int `json:"broken_item,omitempty"`  // entries without an id or without tags
}

// Tags returns how many tags were dropped.
func (d Dropped) Tags() int {
	return d.UnknownTheme + d.DuplicateTheme + d.Confidence + d.Sentiment + d.Quote + d.BrokenTag
}

// add adds the counts of e.
func (d *Dropped) add(e Dropped) {
	d.UnknownTheme += e.UnknownTheme
	d.DuplicateTheme += e.DuplicateTheme
	d.Confidence += e.Confidence
	d.Sentiment += e.Sentiment
	d.Quote += e.Quote
	d.BrokenTag += e.BrokenTag
	d.Intent += e.Intent
	d.UnknownID += e.UnknownID
	d.DuplicateID += e.DuplicateID
	d.BrokenItem += e.BrokenItem
}
