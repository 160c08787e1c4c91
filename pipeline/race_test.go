//go:build race

package pipeline

// raceDetector is true under go test -race, which makes everything several times
// slower: of tables of cases a few are run then.
const raceDetector = true
