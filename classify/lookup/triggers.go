package lookup

// triggers is the entries that a leaf can make true; mostly it is one.
type triggers struct {
	one     []int32 // by leaf: the entry, noEntry, or below that noEntry-1-i for those that stand in several at i
	several []int32 // how many, then these; and so on
}

const noEntry = -1

// newTriggers returns the triggers of leaves, by leaf.
func newTriggers(entries [][]int32) triggers {
	t := triggers{one: make([]int32, len(entries))}
	for leaf, list := range entries {
		switch len(list) {
		case 0:
			t.one[leaf] = noEntry
		case 1:
			t.one[leaf] = list[0]
		default:
			t.one[leaf] = noEntry - 1 - int32(len(t.several))
			t.several = append(append(t.several, int32(len(list))), list...)
		}
	}
	return t
}

// appendTo appends the entries of a leaf, of which one has this.
func (t *triggers) appendTo(dst []int32, this int32) []int32 {
	switch {
	case this > noEntry:
		return append(dst, this)
	case this < noEntry:
		list := t.several[noEntry-1-this:]
		return append(dst, list[1:1+list[0]]...)
	}
	return dst
}
