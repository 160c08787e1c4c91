package llm

import "math"

// nano is money in billionths, so that sums do not depend on their order.
type nano int64

// amount returns n as money.
func (n nano) amount() float64 { return float64(n) / 1e9 }

// cost is what a request takes, or may take.
type cost struct {
	money  nano
	tokens int64
}

func (c cost) plus(d cost) cost { return cost{c.money + d.money, c.tokens + d.tokens} }

// prices turn tokens into money, in nano for a token.
type prices struct{ input, output float64 }

// of returns the cost of tokens, rounded up.
func (p prices) of(prompt, completion int) cost {
	money := math.Ceil(p.input*float64(prompt) + p.output*float64(completion))
	return cost{nano(min(money, 1e15)), int64(prompt) + int64(completion)}
}

// purse decides by position how far the budget reaches. Of the last requests,
// as many as may be under way at once, it counts what they may cost at worst,
// also where they are done already; of those before, what they did cost. So it
// closes at the same place whichever reply came first. It stays closed.
type purse struct {
	prices
	window  int // requests that may be under way
	cap     cost
	settled cost      // what the requests before the window did cost
	last    []*flight // the window, oldest first
	closed  bool

	fruitful  bool   // a settled request had an answer in it
	fruitless int    // requests settled before one had
	fruit     reason // of the last of them
}

func newPurse(c *Config) purse {
	p := purse{
		prices: prices{c.PriceInput.V * 1000, c.PriceOutput.V * 1000}, // 1e9 nano for 1e6 tokens
		window: c.Concurrency,
		cap:    cost{math.MaxInt64, math.MaxInt64},
	}
	if c.BudgetMoney.OK {
		p.cap.money = nano(min(math.Floor(c.BudgetMoney.V*1e9), math.MaxInt64/2))
	}
	if c.BudgetTokens.OK {
		p.cap.tokens = c.BudgetTokens.V
	}
	return p
}

// settle waits until a further request may be under way.
func (p *purse) settle() {
	for len(p.last) >= p.window {
		oldest := p.last[0]
		<-oldest.done
		p.settled = p.settled.plus(oldest.spent)
		p.last = p.last[1:]
		switch {
		case oldest.answers > 0:
			p.fruitful = true
		case oldest.why != noServer && !p.fruitful:
			p.fruitless++
			p.fruit = oldest.why
		}
	}
}

// admit adds a request to the window where it fits. settle comes before.
func (p *purse) admit(f *flight) bool {
	sum := p.settled.plus(f.worst)
	for _, g := range p.last {
		sum = sum.plus(g.worst)
	}
	if sum.money > p.cap.money || sum.tokens > p.cap.tokens {
		p.closed = true
	}
	if !p.closed {
		p.last = append(p.last, f)
	}
	return !p.closed
}
