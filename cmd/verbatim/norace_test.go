//go:build !race

package main

// raceDetector is true under go test -race.
const raceDetector = false
