//go:build race

package tokenize

// raceDetector is true under go test -race, which slows everything down and
// makes sync.Pool forget.
const raceDetector = true
