//go:build !race

package pipeline

// raceDetector is true under go test -race.
const raceDetector = false
