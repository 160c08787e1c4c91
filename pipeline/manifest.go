package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline/route"
)

// FormatVersion is the version of the workspace's layout. A workspace of a
// later version is refused.
const FormatVersion = 1

// Manifest describes a generation: manifest.json. It tells no time of day and
// no path, so that the same inputs give the same bytes.
type Manifest struct {
	FormatVersion int                  `json:"format_version"`
	SchemaVersion int                  `json:"schema_version"`
	Generation    int                  `json:"generation"`
	Runs          []RunInfo            `json:"runs"` // every run that this generation holds, oldest first
	Codebook      CodebookInfo         `json:"codebook"`
	Tokenizer     string               `json:"tokenizer"` // version of tokens
	Timezone      string               `json:"timezone"`  // of local dates
	Attributes    []datasets.Attribute `json:"attributes"`
	Newest        route.Newest         `json:"newest"`
	Labels        int64                `json:"labels"`               // the last label of state.db that the tags follow
	LLM           *LLMInfo             `json:"llm,omitempty"`        // how an LLM took part; nil where none did
	Classifier    *ClassifierInfo      `json:"classifier,omitempty"` // nil where none was used
	Stats         *Stats               `json:"stats"`
	Parts         []PartInfo           `json:"parts"`
}

// Kind is what made a generation.
type Kind string

// The kinds.
const (
	KindRun    Kind = "run"    // inputs were read
	KindRetag  Kind = "retag"  // everything was annotated anew
	KindLabels Kind = "labels" // labels were applied
)

// RunInfo is what one run read and did.
type RunInfo struct {
	Number          int          `json:"number"`
	Kind            Kind         `json:"kind"`
	Inputs          []InputInfo  `json:"inputs"`
	Outcome         Outcome      `json:"outcome"`
	Retagged        int          `json:"retagged"` // responses that were there and were annotated anew
	CodebookVersion string       `json:"codebook_version"`
	Newest          route.Newest `json:"newest"` // by which the run decided about max_age
}

// InputInfo is one input of a run and what was decided about it.
type InputInfo struct {
	Name     string           `json:"name"`
	SHA256   string           `json:"sha256"`
	Bytes    int64            `json:"bytes"`
	Rows     int              `json:"rows"`
	Info     *source.Info     `json:"info"`
	Decision *source.Decision `json:"decision"`
}

// Outcome counts what became of the rows of a run's inputs.
type Outcome struct {
	Rows     int            `json:"rows"`     // rows that were not blank
	New      int            `json:"new"`      // responses added
	Changed  int            `json:"changed"`  // responses replaced
	Same     int            `json:"same"`     // responses that the workspace had, word for word
	Repeated int            `json:"repeated"` // rows that a later row of the run says again
	Replaced int            `json:"replaced"` // rows whose place a later row of the run took
	Rejected int            `json:"rejected"` // rows in rejects.jsonl
	Rejects  map[string]int `json:"rejects"`  // by kind
}

// CodebookInfo names the codebook of the latest run; its text stands beside
// the manifest as codebook.yaml.
type CodebookInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Themes  int    `json:"themes"`
}

// PartInfo is one part of a generation.
type PartInfo struct {
	Number          int    `json:"number"`
	CodebookVersion string `json:"codebook_version"`
	RulesVersion    string `json:"rules_version"`              // of negation and sentiment
	LLM             string `json:"llm,omitempty"`              // version of model, prompt and policy; "" without
	SampleBelow     uint64 `json:"llm_sample_below,omitempty"` // of policy sample: the highest hash of the sample that was drawn when the LLM first saw the part
	Classifier      string `json:"classifier,omitempty"`       // version; "" without
	Stats           *Stats `json:"stats"`
}

// Name returns the part's name in every directory of a generation.
func (p PartInfo) Name() string { return partName(p.Number) }

func partName(number int) string { return fmt.Sprintf("part-%06d", number) }

func readManifest(dir string) (*Manifest, error) {
	path := filepath.Join(dir, manifestFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing: the generation is damaged; an older one may serve, see %s", path, filepath.Dir(dir))
	}
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", path, err)
	}
	if m.FormatVersion > FormatVersion {
		return nil, fmt.Errorf("%s has format version %d, and this verbatim reads up to %d: use a newer verbatim", path, m.FormatVersion, FormatVersion)
	}
	if m.Stats == nil || len(m.Runs) == 0 || slices.ContainsFunc(m.Parts, func(p PartInfo) bool { return p.Stats == nil }) {
		return nil, fmt.Errorf("%s is damaged: it lacks runs or figures that every generation has; an older one may serve, see %s", path, filepath.Dir(dir))
	}
	return &m, nil
}

// writeJSON writes v, indented, as a file of its own.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(path, append(b, '\n'))
}
