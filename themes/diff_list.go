package themes

import (
	"slices"
	"strings"
)

// entry is one thing of a list: key is by what it is known, text all of it.
type entry struct{ key, text string }

// list compares two lists: what stands in one of them only, what is the same
// by its key but says something else, and whether what both have changed its
// order.
func (d *differ) list(part, lang string, old, new []entry) {
	left := rest(old, new) // of old, what new does not have in full
	come := rest(new, old)
	var stayOld, stayNew []string
	for _, e := range come {
		i := slices.IndexFunc(left, func(l entry) bool { return l.key == e.key })
		if i < 0 {
			d.add(Added, part, lang, "", e.text)
			continue
		}
		d.add(Changed, part, lang, left[i].text, e.text)
		stayOld, stayNew = append(stayOld, left[i].text), append(stayNew, e.text)
		left = slices.Delete(left, i, i+1)
	}
	for _, e := range left {
		d.add(Removed, part, lang, e.text, "")
	}
	d.reordered(part, lang, common(old, new, stayOld), common(new, old, stayNew))
}

// rest returns the entries of a that b does not hold, as often as it does not
// hold them.
func rest(a, b []entry) []entry {
	count := map[entry]int{}
	for _, e := range b {
		count[e]++
	}
	var out []entry
	for _, e := range a {
		if count[e]--; count[e] < 0 {
			out = append(out, e)
		}
	}
	return out
}

// common returns the keys of a, in order, that b holds too, and those whose
// text stays although it changed.
func common(a, b []entry, stay []string) []string {
	gone := rest(a, b)
	var keys []string
	for _, e := range a {
		i := slices.Index(gone, e)
		if i < 0 || slices.Contains(stay, e.text) {
			keys = append(keys, e.key)
		}
		if i >= 0 {
			gone = slices.Delete(gone, i, i+1)
		}
	}
	return keys
}

func (d *differ) reordered(part, lang string, old, new []string) {
	if slices.Equal(old, new) {
		return
	}
	moved := notIn(new, increasing(old, new))
	d.add(Reordered, part, lang, strings.Join(old, ", "), strings.Join(new, ", "))
	d.changes[len(d.changes)-1].Moved = moved
}

// order compares the order of ids that both lists hold.
func (d *differ) order(part string, old, new []string) {
	has := func(list []string) func(string) bool {
		set := map[string]bool{}
		for _, s := range list {
			set[s] = true
		}
		return func(s string) bool { return !set[s] }
	}
	d.reordered(part, "", slices.DeleteFunc(slices.Clone(old), has(new)), slices.DeleteFunc(slices.Clone(new), has(old)))
}

// increasing returns a longest part of new that stands in the same order in
// old: what need not be called moved (longest increasing subsequence, by the
// obvious quadratic method: lists are short).
func increasing(old, new []string) []string {
	place := map[string][]int{}
	for i, s := range old {
		place[s] = append(place[s], i)
	}
	at := make([]int, len(new)) // in old; the n-th of equals is the n-th
	for i, s := range new {
		at[i] = -1
		if p := place[s]; len(p) > 0 {
			at[i], place[s] = p[0], p[1:]
		}
	}
	length, before := make([]int, len(new)), make([]int, len(new))
	best := -1
	for i := range new {
		length[i], before[i] = 1, -1
		for j := range i {
			if at[j] < at[i] && length[j]+1 > length[i] {
				length[i], before[i] = length[j]+1, j
			}
		}
		if best < 0 || length[i] > length[best] {
			best = i
		}
	}
	var out []string
	for i := best; i >= 0; i = before[i] {
		out = append(out, new[i])
	}
	slices.Reverse(out)
	return out
}

// notIn returns what list has beyond sub, a part of it in the same order.
func notIn(list, sub []string) []string {
	var out []string
	for _, s := range list {
		if len(sub) > 0 && sub[0] == s {
			sub = sub[1:]
			continue
		}
		out = append(out, s)
	}
	return out
}
