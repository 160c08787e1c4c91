package pipeline

import (
	"cmp"
	"slices"
	"time"

	"verbatim/datasets"
	"verbatim/datasets/source"
	"verbatim/pipeline/route"
)

// newestDays keeps the latest days of a run's responses, to know the newest
// response among them. One mistyped year, 2062 for 2026, must not make all
// others too old for a case: one response, or one in a thousand, that lies more
// than a year after all others is left out. More of them are a wave of their
// own. No clock is asked.
type newestDays struct {
	days  []dayTimes
	dated int // responses with a day
}

// dayTimes is a day, its responses and the latest instant on it.
type dayTimes struct {
	on        datasets.Date
	responses int
	at        datasets.Opt[int64]
}

const (
	// newestKept is how many days are kept: more than anybody mistypes.
	newestKept = 64
	// newestGap is from how many days on a gap speaks of a mistake.
	newestGap = 366
)

func (n *newestDays) add(rec *source.Record) {
	on := rec.On
	if !on.OK {
		if !rec.At.OK {
			return
		}
		on = datasets.Some(datasets.DateOf(time.UnixMicro(rec.At.V).UTC()))
	}
	n.dated++
	i, found := slices.BinarySearchFunc(n.days, on.V, func(d dayTimes, on datasets.Date) int { return cmp.Compare(d.on, on) })
	if !found {
		if i == 0 && len(n.days) == newestKept {
			return
		}
		n.days = slices.Insert(n.days, i, dayTimes{on: on.V})
		if len(n.days) > newestKept {
			n.days = slices.Delete(n.days, 0, 1)
			i--
		}
	}
	n.days[i].responses++
	if d := &n.days[i]; rec.At.OK && (!d.at.OK || rec.At.V > d.at.V) {
		d.at = rec.At
	}
}

// into adds the newest day to what is the newest so far.
func (n *newestDays) into(newest *route.Newest) {
	last, after := len(n.days)-1, 0
	for i := last; i > 0; i-- {
		if after += n.days[i].responses; after > max(1, n.dated/1000) {
			break
		}
		if n.days[i].on-n.days[i-1].on > newestGap {
			last = i - 1
		}
	}
	if last >= 0 {
		newest.Add(n.days[last].at, datasets.Some(n.days[last].on))
	}
}
