package llm

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	longestBackoff    = 30 * time.Second
	longestRetryAfter = time.Minute
)

// clock is time and chance, which tests replace.
type clock struct {
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	random func(below time.Duration) time.Duration
}

func systemClock() clock {
	return clock{now: time.Now, sleep: sleep, random: rand.N[time.Duration]}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// backoff is the wait before the n-th retry, counted from 1: exponential with
// full jitter, after Marc Brooker, "Exponential Backoff And Jitter" (AWS
// Architecture Blog, 2015). Where the server says how long to wait, it is that,
// and a little more, so that not all come back at once.
func (c *Client) backoff(n int, f *failure) time.Duration {
	if f.after > 0 {
		return f.after + c.clock.random(c.config.Backoff)
	}
	bound := c.config.Backoff
	for ; n > 1 && bound < longestBackoff; n-- {
		bound *= 2
	}
	return c.clock.random(min(bound, longestBackoff))
}

// retryAfter reads how long the server asks to wait, at most a minute; 0 where
// it does not say (RFC 9110, section 10.2.3; retry-after-ms is OpenAI's own).
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return seconds(ms / 1000)
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(value, 64); err == nil {
		return seconds(s)
	}
	if at, err := http.ParseTime(value); err == nil {
		return seconds(at.Sub(now).Seconds())
	}
	return 0
}

// seconds bounds s before it becomes a Duration, which would overflow.
func seconds(s float64) time.Duration {
	if !(s > 0) {
		return 0
	}
	return time.Duration(min(s, longestRetryAfter.Seconds()) * float64(time.Second))
}
