package expr

import "strings"

// Suggest returns the entry of known that word was probably meant to be, or
// "" when none is near. Case and width are ignored. Near means: at most a
// third of the word's characters differ by Damerau-Levenshtein distance
// (optimal string alignment: insert, delete, replace, swap neighbours), or
// word is a beginning of three characters or more. Of equally near entries
// the first wins.
func Suggest(word string, known []string) string {
	w := []rune(Fold(word))
	if len(w) < 2 || len(w) > 100 {
		return ""
	}
	best, bestDistance := "", max(len(w)/3, 1)+1
	for _, k := range known {
		if d := distance(w, []rune(Fold(k))); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	if best != "" || len(w) < 3 {
		return best
	}
	for _, k := range known {
		if strings.HasPrefix(Fold(k), string(w)) {
			return k
		}
	}
	return ""
}

// DidYouMean returns `did you mean "x"?` for the entry of known that Suggest
// finds, or "".
func DidYouMean(word string, known []string) string {
	if s := Suggest(word, known); s != "" {
		return `did you mean "` + s + `"?`
	}
	return ""
}

// distance is the optimal string alignment distance, in three rows.
func distance(a, b []rune) int {
	prev2 := make([]int, len(b)+1)
	prev := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
