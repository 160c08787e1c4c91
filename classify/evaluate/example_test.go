package evaluate_test

import (
	"fmt"

	"verbatim/classify/evaluate"
)

// Two texts were labelled; the second got one theme too many.
func ExampleEvaluate() {
	items := []evaluate.Item{
		{ID: "1", Gold: []string{"slow"}, Predicted: []evaluate.Prediction{{Class: "slow", Rule: "lag"}}},
		{ID: "2", Gold: []string{"pricing"}, Predicted: []evaluate.Prediction{{Class: "pricing", Rule: "cost"}, {Class: "slow", Rule: "wait"}}},
	}
	r := evaluate.Evaluate(items, []string{"pricing", "slow"}, evaluate.Options{Errors: 1})
	for _, c := range r.Classes {
		fmt.Printf("%s: precision %.2f, recall %.2f, F1 %.2f\n", c.Name, c.Precision.Value, c.Recall.Value, c.F1.Value)
	}
	fmt.Printf("macro F1 %.2f, all right in %.0f%%\n", r.Macro.F1.Value, 100*r.ExactMatch.Value)
	fmt.Printf("%s is wrong %d time\n", r.Rules[0].Rule, r.Rules[0].Wrong)
	// Output:
	// pricing: precision 1.00, recall 1.00, F1 1.00
	// slow: precision 0.50, recall 1.00, F1 0.67
	// macro F1 0.83, all right in 50%
	// wait is wrong 1 time
}

// A label is the id or name of a theme, or is mapped.
func ExampleScheme() {
	known := map[string]bool{"pricing": true, "too_expensive": true, "slow": true}
	parent := map[string][]string{"too_expensive": {"pricing"}}
	s := evaluate.NewScheme(
		func(name string) (string, bool) { return name, known[name] },
		func(id string) []string { return parent[id] })
	if err := s.Map("Money matters", "pricing"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Learn("Money matters"), s.Learn("slow"), s.Learn("weather"))
	fmt.Println(s.Gold([]string{"Money matters"}))
	fmt.Println(s.Hit("too_expensive"))
	// Output:
	// true true false
	// [pricing] true
	// [pricing]
}
