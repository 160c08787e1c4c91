package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"verbatim/datasets"
)

// sampleBelow returns the highest hash of the sample of a part.
func (r *runner) sampleBelow(part int) uint64 {
	if below, drawn := r.drawn(part); drawn {
		return below
	}
	if r.plan.LLM == nil {
		return 0
	}
	return r.plan.LLM.SampleBelow
}

// drawn returns that of a part from which the sample was drawn by an earlier
// run, for the same model and policy. It stays: another draw would have others
// asked about beside those that are still missing.
func (r *runner) drawn(part int) (below uint64, drawn bool) {
	if r.base == nil || r.plan.LLM == nil {
		return 0, false
	}
	i := slices.IndexFunc(r.base.Parts, func(p PartInfo) bool { return p.Number == part })
	if i < 0 || r.base.Parts[i].SampleBelow == 0 || r.base.Parts[i].LLM != r.plan.LLM.version() {
		return 0, false
	}
	return r.base.Parts[i].SampleBelow, true
}

// drawSample decides which verbatims the policy sample:N means: those with the
// N lowest hashes among all with content that it was not drawn from before. It
// does nothing for another policy, or where it was decided before the run was
// interrupted.
func (r *runner) drawSample(ctx context.Context) error {
	b := r.annotate.models.book
	if b.policy.Sample == 0 || r.plan.LLM.SampleBelow > 0 {
		return nil
	}
	s := &sampler{book: b}
	err := r.walk(ctx, func(c *chunk) error {
		if _, drawn := r.drawn(c.part); !drawn {
			s.add(c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.cut(); len(s.hashes) > 0 {
		r.plan.LLM.SampleBelow = s.hashes[len(s.hashes)-1]
	} else if r.base != nil && r.base.LLM.version() == r.plan.LLM.version() {
		r.plan.LLM.SampleBelow = r.base.LLM.SampleBelow
	}
	return writeJSON(filepath.Join(r.ws.staging(), planFile), r.plan)
}

// sampler keeps the lowest hashes.
type sampler struct {
	book   *book
	hashes []uint64
}

func (s *sampler) add(c *chunk) {
	for i := range c.out {
		for j := range c.out[i].verbatims {
			if v := &c.out[i].verbatims[j]; v.ContentStatus == datasets.Content {
				s.hashes = append(s.hashes, sampleHash(s.book.key(v.Question, v.Text)))
			}
		}
	}
	if len(s.hashes) > 2*s.book.policy.Sample+askBlock {
		s.cut()
	}
}

// cut drops what the sample does not need.
func (s *sampler) cut() {
	slices.Sort(s.hashes)
	s.hashes = slices.Compact(s.hashes)
	s.hashes = s.hashes[:min(len(s.hashes), s.book.policy.Sample)]
}

// sampleHash orders verbatims for sampling: the first 64 bits of their key,
// which is a hash.
func sampleHash(key string) uint64 {
	h, err := strconv.ParseUint(key[:16], 16, 64)
	if err != nil {
		panic(fmt.Sprintf("pipeline: the key %q is no hash: %v", key, err))
	}
	return h
}
