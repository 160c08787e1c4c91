package progress

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestLines(t *testing.T) {
	type report struct {
		stage       string
		done, total int64
	}
	tests := []struct {
		name    string
		every   time.Duration
		reports []report
		want    []string // patterns, one a line
	}{
		{"a quick stage", time.Hour, []report{{"work", 256, 60_000}, {"work", 30_000, 60_000}, {"work", 60_000, 60_000}},
			[]string{`^work: begun$`, `^work: 60,000 of 60,000, done in 0\.0 s$`}},
		{"now and then", 0, []report{{"work", 1, 9}, {"work", 2, 9}},
			[]string{`^work: begun$`, `^work: 2 of 9, [0-9,]+/s`}},
		{"nobody knows the total", time.Hour, []report{{"read", 4096, 0}, {"read", 8192, 0}, {"read", 9000, 9000}},
			[]string{`^read: begun$`, `^read: 9,000 of 9,000, done`}},
		{"one stage after another, the end said twice", time.Hour, []report{{"read", 3, 3}, {"publish", 0, 9}, {"publish", 9, 9}, {"publish", 9, 9}},
			[]string{`^read: 3 of 3, done`, `^publish: begun$`, `^publish: 9 of 9, done`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			l := NewLines(&b, tt.every)
			for _, r := range tt.reports {
				l.Report(r.stage, r.done, r.total)
			}
			l.Close()
			got := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			for i, pattern := range tt.want {
				if !regexp.MustCompile(pattern).MatchString(got[i]) {
					t.Errorf("line %d is %q, want %s", i, got[i], pattern)
				}
			}
		})
	}
}
