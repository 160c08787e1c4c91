//go:build !race

package tokenize

// raceDetector is true under go test -race.
const raceDetector = false
