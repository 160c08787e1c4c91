package llm

import (
	"context"

	"verbatim/datasets"
)

// Item is one verbatim to ask about.
type Item struct {
	Key      string // see Key; items of one key are asked about once
	Text     string // as it is sent: redacted
	Question string // to which the text is an answer; context for the model, "" where there is none
}

// Answer is what a model said about one item, after validation: what is
// recorded. An answer without tags says that no theme of the menu fits.
type Answer struct {
	Key    string          `json:"key"`
	Menu   string          `json:"menu"`             // Menu.Hash of the themes that were shown
	Intent datasets.Intent `json:"intent,omitempty"` // "" for none
	Tags   []Verdict       `json:"tags,omitempty"`   // each theme at most once, in the order of the reply
}

// Verdict is one theme that a model gave to an item.
type Verdict struct {
	ThemeID    string             `json:"theme"`
	Confidence float64            `json:"confidence"` // 0 to 1
	Sentiment  datasets.Sentiment `json:"sentiment"`
	Start      int32              `json:"start"` // half-open, in code points of Item.Text
	End        int32              `json:"end"`
	Quote      string             `json:"quote"` // the evidence as it stands there
}

// Exchange is one request and what came back as they went over the line, for
// audit: a reply, or in what words the server refused.
type Exchange struct {
	Model, PromptVersion           string
	Mode                           Mode
	Sent, Received                 string // bodies, without the key
	PromptTokens, CompletionTokens int    // as the server counts them, else our estimate
	Cost                           float64
	Keys                           []string // of the items that were asked about, answered or not
}

// Recorder keeps exchanges and the answers they gave. Record is called once for
// each reply as soon as it is there, and for each refusal of a request that is
// not for the key, by one goroutine at a time; answers may be fewer than the keys
// of the exchange. An error ends the asking.
type Recorder interface {
	Record(ctx context.Context, m *Menu, e *Exchange, answers []Answer) error
}
