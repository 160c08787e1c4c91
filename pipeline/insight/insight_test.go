package insight_test

import (
	"fmt"
	"math"
	"testing"

	"verbatim/datasets"
	"verbatim/pipeline/insight"
)

func near(got datasets.Opt[float64], want float64) bool {
	if math.IsNaN(want) {
		return !got.OK
	}
	return got.OK && math.Abs(got.V-want) < 0.0005
}

func show(o datasets.Opt[float64]) string {
	if !o.OK {
		return "missing"
	}
	return fmt.Sprintf("%.4f", o.V)
}

var missing = math.NaN()

// TestNPS has figures calculated by hand (bc -l), z = 1.959964.
func TestNPS(t *testing.T) {
	for _, c := range []struct {
		name        string
		counts      insight.Counts
		nps, margin float64
	}{
		{"nobody", insight.Counts{}, missing, missing},
		// p=.349916 d=.280776: .630692-.004780=.625912; sqrt(.625912/4744)=.0114864
		{"the design's example", insight.Counts{Promoters: 1660, Passives: 1752, Detractors: 1332}, 6.9140, 2.2513},
		// .8-.04=.76; sqrt(.0076)=.0871780
		{"a hundred", insight.Counts{Promoters: 50, Passives: 20, Detractors: 30}, 20, 17.0866},
		// 1-0=1; sqrt(.01)=.1
		{"torn", insight.Counts{Promoters: 50, Detractors: 50}, 0, 19.5996},
		// 2/3; sqrt(.6667/30)=.149071
		{"thirty", insight.Counts{Promoters: 10, Passives: 10, Detractors: 10}, 0, 29.2174},
		// adjusted: p=d=9.75/31 (10 of 28 each, n 31): 10.75/31=.346774; .693548; sqrt(.693548/31)=.149574
		{"under thirty", insight.Counts{Promoters: 10, Passives: 8, Detractors: 10}, 0, 29.3160},
		// adjusted: p=.75+1/4... (1.75-.75)/4=.25; 2.5/4=.625-.0625=.5625; sqrt(.140625)=.375
		{"one promoter", insight.Counts{Promoters: 1}, 100, 73.4986},
		// 1.5/4=.375-0; sqrt(.09375)=.306186
		{"one passive", insight.Counts{Passives: 1}, 0, 60.0114},
		// (100.75-.75)/103=.970874; 101.5/103=.985437; minus .942596=.042841; sqrt(.042841/103)=.0203945
		{"all promoters", insight.Counts{Promoters: 100}, 100, 3.9973},
		{"all detractors", insight.Counts{Detractors: 100}, -100, 3.9973},
		// 1.5/103=.0145631; sqrt(.0145631/103)=.0118908
		{"all passives", insight.Counts{Passives: 100}, 0, 2.3305},
	} {
		if got := c.counts.NPS(); !near(got, c.nps) {
			t.Errorf("%s: NPS %s, want %.4f", c.name, show(got), c.nps)
		}
		if got := c.counts.Margin(); !near(got, c.margin) {
			t.Errorf("%s: margin %s, want %.4f", c.name, show(got), c.margin)
		}
	}
}

func TestImpact(t *testing.T) {
	all := insight.Counts{Promoters: 50, Passives: 20, Detractors: 30} // NPS 20
	for _, c := range []struct {
		name string
		part insight.Counts
		want float64
	}{
		// 50 - 20 of 90: 33.3333
		{"ten detractors pull down", insight.Counts{Detractors: 10}, -13.3333},
		// 40 - 30 of 90: 11.1111
		{"ten promoters lift", insight.Counts{Promoters: 10}, 8.8889},
		// 50 - 30 of 90: 22.2222
		{"ten passives dampen", insight.Counts{Passives: 10}, -2.2222},
		{"a part like the whole", insight.Counts{Promoters: 25, Passives: 10, Detractors: 15}, 0},
		{"nobody", insight.Counts{}, missing},
		{"everybody", all, missing},
	} {
		if got := insight.Impact(all, c.part); !near(got, c.want) {
			t.Errorf("%s: %s, want %.4f", c.name, show(got), c.want)
		}
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		part, all int64
		want      float64
	}{{412, 2590, 0.159073}, {0, 10, 0}, {10, 10, 1}, {0, 0, 0}, {5, 0, 0}} {
		if got := insight.Share(c.part, c.all); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%d of %d is %v, want %v", c.part, c.all, got, c.want)
		}
	}
}

func TestAdd(t *testing.T) {
	var c insight.Counts
	for _, score := range []float64{0, 6, 7, 8, 9, 10, 10} {
		c.Add(datasets.NPSGroup(datasets.MetricNPS, datasets.Some(score)))
	}
	c.Add(datasets.NPSGroup(datasets.MetricCSAT, datasets.Some(5.0)))
	c.Add("")
	if want := (insight.Counts{Promoters: 3, Passives: 2, Detractors: 2}); c != want {
		t.Errorf("counted %+v, want %+v", c, want)
	}
	if back := c.Plus(insight.Counts{Promoters: 1}).Minus(insight.Counts{Promoters: 1}); back != c {
		t.Errorf("adding and taking away gave %+v", back)
	}
}

// TestMarginProperties: over all small samples the margin is positive, at most
// 100 points, and the same for a sample and its mirror image.
func TestMarginProperties(t *testing.T) {
	for p := range int64(40) {
		for n := range int64(20) {
			for d := range int64(40) {
				m := insight.Counts{Promoters: p, Passives: n, Detractors: d}.Margin()
				mirror := insight.Counts{Promoters: d, Passives: n, Detractors: p}.Margin()
				if p+n+d == 0 {
					continue
				}
				if !m.OK || m.V <= 0 || m.V > 100 || math.Abs(m.V-mirror.V) > 1e-9 {
					t.Fatalf("%d/%d/%d: %s, mirrored %s", p, n, d, show(m), show(mirror))
				}
			}
		}
	}
}

func Example() {
	all := insight.Counts{Promoters: 1660, Passives: 1752, Detractors: 1332}
	theme := insight.Counts{Promoters: 40, Passives: 90, Detractors: 270}
	fmt.Printf("NPS %+.1f ±%.1f\n", all.NPS().V, all.Margin().V)
	fmt.Printf("too expensive: NPS %+.0f, impact %+.1f\n", theme.NPS().V, insight.Impact(all, theme).V)
	// Output:
	// NPS +6.9 ±2.3
	// too expensive: NPS -58, impact -5.9
}
