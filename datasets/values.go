package datasets

// Metric is the scale of a score.
type Metric string

// The metrics. The empty Metric means that there is no score.
const (
	MetricNPS  Metric = "nps"  // 0 to 10
	MetricCSAT Metric = "csat" // 1 to 5
	MetricCES  Metric = "ces"  // 1 to 7
)

// Range returns the metric's lowest and highest score.
func (m Metric) Range() (lo, hi float64) {
	switch m {
	case MetricCSAT:
		return 1, 5
	case MetricCES:
		return 1, 7
	default:
		return 0, 10
	}
}

// The NPS groups of NPSGroup.
const (
	Promoter  = "promoter"  // 9 and 10
	Passive   = "passive"   // 7 and 8
	Detractor = "detractor" // 0 to 6
)

// NPSGroup returns the group of an NPS score (Reichheld, "The One Number You
// Need to Grow", 2003), or "" for another metric or a missing score.
func NPSGroup(m Metric, score Opt[float64]) string {
	if m != MetricNPS || !score.OK {
		return ""
	}
	switch {
	case score.V >= 9:
		return Promoter
	case score.V >= 7:
		return Passive
	default:
		return Detractor
	}
}

// NPSPoints returns 100, 0 or -100 for a promoter, a passive or a detractor,
// so that the average over responses is the NPS; it is missing where NPSGroup
// is empty.
func NPSPoints(m Metric, score Opt[float64]) Opt[int32] {
	switch NPSGroup(m, score) {
	case Promoter:
		return Some[int32](100)
	case Passive:
		return Some[int32](0)
	case Detractor:
		return Some[int32](-100)
	}
	return Opt[int32]{}
}

// ContentStatus says whether a verbatim says anything.
type ContentStatus string

// The content statuses.
const (
	Content   ContentStatus = "content"
	NoContent ContentStatus = "no_content" // n/a, -, none, 特になし …
	Duplicate ContentStatus = "duplicate"  // the same words as an earlier question of the same response
)

// Intent is what the writer wants.
type Intent string

// The intents. The empty Intent is null: none was recognised.
const (
	Praise   Intent = "praise"
	Problem  Intent = "problem"
	Question Intent = "question"
	Request  Intent = "request"
)

// Sentiment of a tag.
type Sentiment string

// The sentiments. The empty Sentiment is null.
const (
	Positive Sentiment = "positive"
	Neutral  Sentiment = "neutral"
	Negative Sentiment = "negative"
)

// TagState says whether a tag counts.
type TagState string

// The tag states.
const (
	Applied    TagState = "applied"
	Suppressed TagState = "suppressed" // by a rule of the codebook
	Removed    TagState = "removed"    // by a person
)

// TagSource is who gave a tag.
type TagSource string

// The tag sources.
const (
	SourceHuman      TagSource = "human"
	SourceLLM        TagSource = "llm"
	SourceClassifier TagSource = "classifier"
	SourceLookup     TagSource = "lookup"
)

// LLMStatus says what an LLM knows of a verbatim. The empty LLMStatus is null:
// it was not to be asked.
type LLMStatus string

// The LLM statuses.
const (
	LLMAnswered LLMStatus = "answered" // its answer about every theme is recorded
	LLMMissing  LLMStatus = "missing"  // it was to be asked, and no answer is recorded: budget, server down, refused
)

// RouteRole says what a department does with a response.
type RouteRole string

// The route roles.
const (
	RoleReply  RouteRole = "reply"  // owns the case
	RoleInform RouteRole = "inform" // reads it
)
