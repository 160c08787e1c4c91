package expr_test

import (
	"testing"

	"verbatim/themes/expr"
)

func TestIsField(t *testing.T) {
	for name, want := range map[string]bool{"score": true, "language": true, "nps_group": true, "言語": true, "plan": false, "mrr": false, "scores": false, "": false} {
		if got := expr.IsField(name); got != want {
			t.Errorf("IsField(%q) = %v", name, got)
		}
	}
}
