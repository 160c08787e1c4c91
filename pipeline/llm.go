package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"verbatim/classify/llm"
)

// LLMMode says how an LLM takes part in a run.
type LLMMode string

// The modes.
const (
	LLMKeep     LLMMode = "keep"     // answers that were recorded for the published generation count, and nothing is asked
	LLMOff      LLMMode = "off"      // no answer counts
	LLMAsk      LLMMode = "ask"      // recorded answers count, and what is missing is asked
	LLMRecorded LLMMode = "recorded" // recorded answers count, and a missing one fails the run before it publishes
)

// LLM is how a run uses an LLM. The zero LLM keeps what was answered before.
type LLM struct {
	Mode   LLMMode
	Config llm.Config // of Ask; of Recorded Model and what Parameters tells
	Policy Policy     // which verbatims are asked about
	// MinConfidence is the confidence below which a theme that the LLM gives is
	// not applied, 0 to 1.
	MinConfidence float64
	Delta         bool     // ask only about themes of which no answer is recorded, where some are
	Names         []string // replaced before a text leaves, beside what is found
}

// Policy says which verbatims with content an LLM is asked about: those that any
// of its parts wants. Whatever was answered counts, whatever the policy.
type Policy struct {
	All      bool // every one
	Untagged bool // those without a theme by lists, classifier or people
	Unsure   bool // those of which the classifier is not sure
	Sample   int  // so many, chosen by a hash of question and text
}

// ParsePolicy reads all, untagged, unsure, sample:N, or several of them with
// commas between; "" is all.
func ParsePolicy(s string) (p Policy, err error) {
	if s == "" {
		return Policy{All: true}, nil
	}
	for _, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		kind, number, _ := strings.Cut(part, ":")
		switch {
		case part == "all":
			p.All = true
		case part == "untagged":
			p.Untagged = true
		case part == "unsure":
			p.Unsure = true
		case kind == "sample":
			if p.Sample, err = strconv.Atoi(number); err != nil || p.Sample < 1 {
				return Policy{}, fmt.Errorf("llm policy %q: wanted sample and a number above 0, such as sample:500", s)
			}
		default:
			return Policy{}, fmt.Errorf("llm policy %q: wanted all, untagged, unsure or sample:N, or several with commas between", s)
		}
	}
	return p, nil
}

// String returns what ParsePolicy reads.
func (p Policy) String() string {
	var parts []string
	add := func(is bool, part string) {
		if is {
			parts = append(parts, part)
		}
	}
	add(p.All || p == Policy{}, "all")
	add(p.Untagged, "untagged")
	add(p.Unsure, "unsure")
	add(p.Sample > 0, fmt.Sprintf("sample:%d", p.Sample))
	return strings.Join(parts, ",")
}

// LLMInfo is how an LLM took part in a generation, as far as the rows follow
// from it.
type LLMInfo struct {
	Model         string  `json:"model"`
	Parameters    string  `json:"parameters"`
	Prompt        string  `json:"prompt"` // version
	Policy        string  `json:"policy"`
	MinConfidence float64 `json:"min_confidence"`
	SampleBelow   uint64  `json:"sample_below,omitempty"` // of policy sample: the highest hash of that which was drawn last
	Answers       int64   `json:"answers"`                // the last exchange of state.db when the run began to tag
}

// version names all that rows follow from but the answers themselves.
func (i *LLMInfo) version() string {
	if i == nil {
		return ""
	}
	b, err := json.Marshal([]any{i.Model, i.Parameters, i.Prompt, i.Policy, i.MinConfidence})
	if err != nil {
		panic(fmt.Sprintf("pipeline: strings and numbers cannot be encoded: %v", err))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// ClassifierInfo names the classifier of a generation; its file stands beside
// the manifest.
type ClassifierInfo struct {
	Version string `json:"version"`
	Themes  int    `json:"themes"`
}

func (c *ClassifierInfo) version() string {
	if c == nil {
		return ""
	}
	return c.Version
}

// check finds mistakes of use, before anything is written.
func (l *LLM) check(classifier bool) error {
	switch l.Mode {
	case "", LLMKeep, LLMOff:
		return nil
	case LLMAsk:
		if err := l.Config.Check(); err != nil {
			return err
		}
	case LLMRecorded:
	default:
		return fmt.Errorf("--llm %s: wanted off, keep, ask or recorded", l.Mode)
	}
	if l.MinConfidence < 0 || l.MinConfidence > 1 {
		return fmt.Errorf("--llm-min-confidence %v: wanted 0 to 1", l.MinConfidence)
	}
	if l.Policy.Unsure && !classifier {
		return errors.New("--llm-policy unsure asks about what the classifier is not sure of, and there is none: train one with verbatim train, and give it with --classifier FILE")
	}
	return nil
}

// warnOfKept says when a setting does not count because answers are kept as the
// published generation has them.
func (r *runner) warnOfKept() {
	l := &r.o.LLM
	if (l.Mode == "" || l.Mode == LLMKeep) && l.MinConfidence > 0 && r.base != nil && r.base.LLM != nil && r.base.LLM.MinConfidence != l.MinConfidence {
		r.o.Log.Warn("--llm-min-confidence stays as it was: --llm recorded applies another one", "was", r.base.LLM.MinConfidence)
	}
}

// llmInfo returns how the LLM takes part in this run, or nil where it does not.
func (r *runner) llmInfo() (*LLMInfo, error) {
	var base *LLMInfo
	if r.base != nil {
		base = r.base.LLM
	}
	l := &r.o.LLM
	switch l.Mode {
	case LLMOff:
		return nil, nil
	case LLMAsk, LLMRecorded:
		if l.Config.Model != "" {
			return &LLMInfo{
				Model: l.Config.Model, Parameters: l.Config.Parameters(), Prompt: llm.PromptVersion(),
				Policy: l.Policy.String(), MinConfidence: l.MinConfidence,
			}, nil
		}
		if base == nil {
			return nil, &UsageError{errors.New("--llm recorded: the answers of which model? name it with --llm-model, as when it was asked")}
		}
	}
	if base == nil {
		return nil, nil
	}
	info := *base
	info.Answers = 0
	return &info, nil
}
