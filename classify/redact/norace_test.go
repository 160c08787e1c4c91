//go:build !race

package redact

// raceDetector is true under go test -race.
const raceDetector = false
