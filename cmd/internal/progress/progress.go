// Package progress shows on standard error how far a run is: a bar with rate
// and time left on a terminal, plain lines now and then elsewhere.
package progress

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"verbatim/cmd/internal/cli"
)

// Reporter shows stages one after another. Its methods may be called by any
// goroutine.
type Reporter interface {
	// Report says that done of total units of a stage are done; total is 0
	// where nobody knows. A stage begins with its first report.
	Report(stage string, done, total int64)
	// Close ends what is shown.
	Close()
}

// New returns the reporter for standard error: nothing when quiet, a bar when
// it is a terminal, lines otherwise.
func New(stderr *os.File, quiet bool) Reporter {
	switch {
	case quiet:
		return silent{}
	case term.IsTerminal(int(stderr.Fd())):
		return &bars{pool: mpb.New(mpb.WithOutput(stderr), mpb.WithWidth(40), mpb.WithRefreshRate(120*time.Millisecond))}
	default:
		return NewLines(stderr, 10*time.Second)
	}
}

type silent struct{}

func (silent) Report(string, int64, int64) {}
func (silent) Close()                      {}

// bars shows a bar for each stage.
type bars struct {
	mu    sync.Mutex
	pool  *mpb.Progress
	stage string
	bar   *mpb.Bar
}

func (b *bars) Report(stage string, done, total int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if stage != b.stage || b.bar == nil {
		b.finish()
		b.stage = stage
		b.bar = b.pool.AddBar(total,
			mpb.PrependDecorators(decor.Name(stage, decor.WC{W: 22, C: decor.DindentRight})),
			mpb.AppendDecorators(
				decor.CountersNoUnit("%d of %d", decor.WCSyncSpace),
				decor.AverageSpeed(0, "%.0f/s", decor.WCSyncSpace),
				decor.Name(" left "),
				decor.AverageETA(decor.ET_STYLE_GO)))
	}
	b.bar.SetTotal(total, false)
	b.bar.SetCurrent(done)
}

// finish leaves the bar of the stage before as it stands.
func (b *bars) finish() {
	if b.bar != nil {
		b.bar.SetTotal(-1, true)
	}
}

func (b *bars) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.finish()
	b.pool.Wait()
}

// lines writes a line when a stage begins, now and then, and when it is done.
type lines struct {
	mu     sync.Mutex
	w      io.Writer
	every  time.Duration
	stage  string
	start  time.Time
	last   time.Time
	offset int64 // done when the stage began: a resumed run does not count what it found
	ended  bool
}

// NewLines returns a reporter that writes a line when a stage begins, one for
// each interval within it, and one when all of it is done.
func NewLines(w io.Writer, every time.Duration) Reporter { return &lines{w: w, every: every} }

func (l *lines) Report(stage string, done, total int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	begins := stage != l.stage
	if begins {
		l.stage, l.start, l.last, l.offset, l.ended = stage, now, now, done, false
	}
	took := now.Sub(l.start)
	switch {
	case l.ended:
	case total > 0 && done >= total:
		l.ended = true
		fmt.Fprintf(l.w, "%s: %s, done in %.1f s\n", stage, amount(done, total), took.Seconds())
	case begins:
		// What is done by now says nothing yet of how fast it goes.
		fmt.Fprintf(l.w, "%s: begun\n", stage)
	case now.Sub(l.last) >= l.every:
		l.last = now
		rate := float64(done-l.offset) / took.Seconds()
		fmt.Fprintf(l.w, "%s: %s, %s/s%s\n", stage, amount(done, total), cli.Count(int(rate)), left(rate, total-done))
	}
}

func amount(done, total int64) string {
	if total <= 0 {
		return cli.Count(int(done))
	}
	return fmt.Sprintf("%s of %s", cli.Count(int(done)), cli.Count(int(total)))
}

func left(rate float64, rest int64) string {
	if rate <= 0 || rest <= 0 {
		return ""
	}
	d := time.Duration(float64(rest) / rate * float64(time.Second))
	return fmt.Sprintf(", %s left", d.Round(time.Second))
}

func (l *lines) Close() {}
