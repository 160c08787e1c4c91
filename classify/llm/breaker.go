package llm

import (
	"context"
	"sync"
	"time"
)

// failuresInARow is how many requests in a row may fail, each with all its retries,
// until the server is left alone for a while.
const failuresInARow = 5

type breakerState int

const (
	closed  breakerState = iota // requests go
	open                        // nothing goes until the cool-down is over
	probing                     // one request is out to see whether the server is back
	down                        // it was not: nothing goes any more
)

// breaker is a circuit breaker that gives up: a batch has no use for a server
// that is away for long, and a later run asks what was not asked. While it is
// open requests wait, so that a short outage loses nothing.
type breaker struct {
	clock    clock
	coolDown time.Duration

	mu      sync.Mutex
	state   breakerState
	failed  int       // requests in a row
	until   time.Time // end of the cool-down
	err     error     // the last failure
	changed chan struct{}
}

func newBreaker(c clock, coolDown time.Duration) *breaker {
	return &breaker{clock: c, coolDown: coolDown, changed: make(chan struct{})}
}

func (b *breaker) set(s breakerState) {
	b.state = s
	close(b.changed)
	b.changed = make(chan struct{})
}

// enter returns when a request may go. A probe must be ended by leave, as must
// every other.
func (b *breaker) enter(ctx context.Context) (probe bool, err error) {
	for {
		b.mu.Lock()
		state, changed, pause := b.state, b.changed, b.until.Sub(b.clock.now())
		if state == open && pause <= 0 {
			b.set(probing)
			b.mu.Unlock()
			return true, nil
		}
		b.mu.Unlock()
		switch state {
		case closed:
			return false, ctx.Err()
		case down:
			return false, errGivenUp
		case open:
			err = b.clock.sleep(ctx, pause)
		case probing:
			select {
			case <-ctx.Done():
				err = ctx.Err()
			case <-changed:
			}
		}
		if err != nil {
			return false, err
		}
	}
}

// leave tells how a request went that enter let go.
func (b *breaker) leave(probe bool, o outcome, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.state == down:
	case o == alive:
		b.failed = 0
		if b.state != closed {
			b.set(closed)
		}
	case o == dead:
		b.err = err
		if probe && b.state == probing {
			b.set(down)
		}
	case probe && b.state == probing:
		b.set(open)
	}
}

// exhausted counts a request that has used up its retries.
func (b *breaker) exhausted() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state != closed {
		return
	}
	if b.failed++; b.failed >= failuresInARow {
		b.until = b.clock.now().Add(b.coolDown)
		b.set(open)
	}
}

// giveUp opens the breaker for good.
func (b *breaker) giveUp(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
	if b.state != down {
		b.set(down)
	}
}

// down says whether the server is given up, and what it did last.
func (b *breaker) isDown() (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state == down, b.err
}
