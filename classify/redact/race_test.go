//go:build race

package redact

// raceDetector is true under go test -race, which makes everything several times
// slower: of real texts one in twenty is looked at then.
const raceDetector = true
