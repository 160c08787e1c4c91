package pipeline

import (
	"sync/atomic"
	"time"
)

// clock adds up the time that goroutines spend in each stage.
type clock struct {
	read, tokenize, match, index, write atomic.Int64

	// What one goroutine does alone, before and after all work.
	load, publish atomic.Int64
}

// add adds the time since start to one of the clock's stages; made to be
// deferred.
func (c *clock) add(stage *atomic.Int64, start time.Time) {
	stage.Add(int64(time.Since(start)))
}

func (c *clock) timing(total time.Duration, workers int) Timing {
	each := func(stage *atomic.Int64) time.Duration { return time.Duration(stage.Load() / int64(workers)) }
	return Timing{
		Total:    total,
		Read:     time.Duration(c.read.Load()),
		Tokenize: each(&c.tokenize) + time.Duration(c.load.Load()),
		Match:    each(&c.match),
		Index:    each(&c.index),
		Write:    each(&c.write) + time.Duration(c.publish.Load()),
	}
}
