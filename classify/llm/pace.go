package llm

import (
	"context"
	"sync"
	"time"
)

// meter spaces what it counts evenly: no minute sees more than the rate and one
// request. It is the generic cell rate algorithm (ITU-T I.371, annex A) without
// tolerance. A request goes first and is paid for by those after it, so that one
// larger than a minute's rate goes too.
type meter struct {
	perMinute int // 0: no limit
	free      time.Time
}

func (m *meter) reserve(now time.Time, n int) (wait time.Duration) {
	if m.perMinute == 0 {
		return 0
	}
	if m.free.Before(now) {
		m.free = now
	}
	wait = m.free.Sub(now)
	m.add(n)
	return wait
}

// add counts n more, or fewer, than were reserved.
func (m *meter) add(n int) {
	if m.perMinute > 0 {
		m.free = m.free.Add(time.Duration(n) * time.Minute / time.Duration(m.perMinute))
	}
}

// pacer keeps requests within the rates of Config and the waits that the server
// asks for.
type pacer struct {
	clock clock

	mu       sync.Mutex
	requests meter
	tokens   meter
	held     time.Time
}

// wait returns when a request of so many tokens may go.
func (p *pacer) wait(ctx context.Context, tokens int) error {
	p.mu.Lock()
	now := p.clock.now()
	pause := max(p.requests.reserve(now, 1), p.tokens.reserve(now, tokens))
	p.mu.Unlock()
	for until := now.Add(pause); ; {
		p.mu.Lock()
		if p.held.After(until) {
			until = p.held
		}
		pause = until.Sub(p.clock.now())
		p.mu.Unlock()
		if pause <= 0 {
			return ctx.Err()
		}
		if err := p.clock.sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// spent corrects what wait has counted.
func (p *pacer) spent(reserved, actual int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens.add(actual - reserved)
}

// hold lets nothing go for d: what one request is told holds for all.
func (p *pacer) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.clock.now().Add(d); until.After(p.held) {
		p.held = until
	}
}
