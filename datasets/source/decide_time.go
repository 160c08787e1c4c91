package source

import (
	"fmt"
	"strings"
)

// times finds when the response was given. A column must hold dates; its
// header decides among several: the end of answering rather than its start.
func (c *decider) times() error {
	if c.d.Time == nil && !strings.EqualFold(c.o.Time, none) {
		best, bestRank := -1, 0
		var others []string
		for i, p := range c.free {
			rank := c.timeRank(i, p)
			if rank > bestRank {
				best, bestRank = i, rank
			}
			if rank > 0 {
				others = append(others, quoteName(c.in.Header[i]))
			}
		}
		if best < 0 {
			return nil
		}
		c.d.Time = c.column(best)
		if len(others) > 1 {
			c.note("time is "+quoteName(c.d.Time.Header), "of "+someOf(others, 4), "--time COLUMN")
		}
	}
	if c.d.Time != nil {
		c.dateOrder(c.cols[c.d.Time.Index])
	}
	return nil
}

// timeRank is 0 for a column that is not the time of the response.
func (c *decider) timeRank(i int, p *profile) int {
	if c.heads[i].question && c.asks[i].question || c.named(otherTimes, i) {
		return 0
	}
	rank := 1
	switch {
	case c.named(startTimes, i):
		rank = 2
	case c.named(endTimes, i):
		rank = 4
	case c.named(anyTimes, i):
		rank = 3
	}
	least := 0.9
	if rank >= 3 {
		least = 0.6 // what is no date will be rejected, with its line
	}
	digits := p.digitDays*2 > p.looked
	if p.looked == 0 || p.share(p.dates) < least || digits && rank < 3 {
		return 0
	}
	return rank
}

// dateOrder decides how 01/04/2026 is read.
func (c *decider) dateOrder(p *profile) {
	if c.o.DateOrder != "" {
		c.d.DateOrder = c.o.DateOrder
		return
	}
	if p.dayFirst.n == 0 {
		return
	}
	order, sure := p.dayFirst.order(!plainASCII(c.d.Time.Header))
	if c.d.DateOrder = order; sure {
		return
	}
	name := map[string]string{orderDMY: "day first", orderMDY: "month first", orderYMD: "year first"}
	other := map[string]string{orderDMY: orderMDY, orderMDY: orderDMY, orderYMD: orderMDY}
	c.note(fmt.Sprintf("dates such as 01/04/2026 are read %s", name[order]), "the dates in "+quoteName(c.d.Time.Header)+" do not settle it",
		"--date-order "+other[order])
}

// zone decides the zone of times that name none: the user's, the one that the
// header or the file names, else UTC; never the machine's.
func (c *decider) zone() error {
	c.d.Zone = "UTC"
	switch {
	case c.o.Timezone != "":
		loc, err := loadZone(c.o.Timezone)
		if err != nil {
			return c.wrong("--timezone", c.o.Timezone, err.Error(), "")
		}
		if c.d.Zone = loc.String(); c.d.Zone == "" || strings.ContainsAny(c.o.Timezone[:1], "+-") {
			c.d.Zone = c.o.Timezone
		}
	case c.d.Time == nil:
	case c.is(japanZone, c.d.Time.Index):
		c.d.Zone = "Asia/Tokyo"
	case c.is(utcZone, c.d.Time.Index):
	case c.in.Zone != "":
		if _, err := loadZone(c.in.Zone); err != nil {
			c.note("times are read as UTC", "the file's zone "+c.in.Zone+" is not known here", "--timezone")
			return nil
		}
		c.d.Zone = c.in.Zone
	case !plainASCII(strings.Join(c.in.Header, "")):
		c.note("times without a zone are read as UTC", "", "--timezone Asia/Tokyo")
	}
	return nil
}
