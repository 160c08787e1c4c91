package discover

import (
	"fmt"
	"time"

	"verbatim/datasets"
)

// Period is a unit of the calendar.
type Period string

// The periods. A week begins on Monday, as ISO 8601 has it.
const (
	Week    Period = "week"
	Month   Period = "month"
	Quarter Period = "quarter"
)

// ParsePeriod reads the name of a period.
func ParsePeriod(s string) (Period, error) {
	switch p := Period(s); p {
	case Week, Month, Quarter:
		return p, nil
	}
	return "", fmt.Errorf("period %q: wanted week, month or quarter", s)
}

// Begin returns the first day of the period that holds a day.
func (p Period) Begin(day datasets.Date) datasets.Date {
	t := day.Time()
	switch p {
	case Week:
		return day - datasets.Date((int(t.Weekday())+6)%7)
	case Quarter:
		return datasets.DateOf(time.Date(t.Year(), t.Month()-(t.Month()-1)%3, 1, 0, 0, 0, 0, time.UTC))
	}
	return datasets.DateOf(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC))
}

// Complete returns the last period that ends on a day or before it, from its
// first day to its last.
func (p Period) Complete(newest datasets.Date) (from, to datasets.Date) {
	from = p.Begin(newest + 1)
	to = from - 1
	return p.Begin(to), to
}
