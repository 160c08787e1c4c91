//go:build race

package main

// raceDetector is true under go test -race, where a script starts dozens of
// processes that each take ten seconds to load the dictionary. One script is
// run then; what runs at the same time is tested in pipeline.
const raceDetector = true
