// Throughput measures, in one process and on the same texts, raw kagome, the
// raw Bleve builder and a whole run of Verbatim, and prints the run's wall
// time over the sum of the other two. Before that it measures the peak memory of
// the command in a process of its own.
//
//	go run ./bench/throughput ../shared/data/throughput/kyoto.ja.txt.gz
//
// The peers do what the run cannot do without and nothing else: kagome cuts
// every text in search mode and reads the base forms, on as many goroutines as
// there are cores; Bleve indexes the finished tokens with eight keyword fields,
// nothing stored, with as many builders. Both are given their texts in memory,
// while the run reads a CSV file, hashes it twice, recognises its columns,
// finds themes, routes, and writes Parquet, department files and coded.csv.
package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"verbatim/pipeline"
	"verbatim/themes"
	"verbatim/tokenize"
)

func main() {
	log.SetFlags(0)
	limit := flag.Int("n", 0, "use only the first n texts of each file")
	batch := flag.Int("batch", 1000, "documents in a batch of the raw Bleve builder; 1000 is its default")
	memory := flag.Bool("memory", true, "measure the command's peak memory, too")
	flag.Parse()
	if flag.NArg() == 0 {
		log.Fatal("usage: go run ./bench/throughput [-n N] FILE.txt[.gz]…\nwith one text a line")
	}
	// Memory first: a child's peak counts what its parent held at the fork.
	steps := []func(b *bench) error{(*bench).peakMemory, (*bench).measure}
	if !*memory {
		steps = steps[1:]
	}
	for _, step := range steps {
		for _, path := range flag.Args() {
			if err := with(path, *limit, *batch, step); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// bench is one file to measure on.
type bench struct {
	name   string
	texts  []string
	batch  int
	dir    string // temporary
	survey string // the texts as a survey
}

// with prepares a file and takes a step on it.
func with(path string, limit, batch int, step func(*bench) error) error {
	texts, err := readLines(path, limit)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "verbatim-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{name: filepath.Base(path), texts: texts, batch: batch, dir: dir, survey: filepath.Join(dir, "survey.csv")}
	if err := writeSurvey(b.survey, texts); err != nil {
		return err
	}
	return step(b)
}

// measure prints the peers' times, the run's, and the ratio.
func (b *bench) measure() error {
	size := 0
	for _, t := range b.texts {
		size += len(t)
	}
	fmt.Printf("%s: %d texts, %.1f MB, %d cores, %s\n", b.name, len(b.texts), float64(size)/1e6, runtime.GOMAXPROCS(0), runtime.Version())
	kagome, err := rawKagome(b.texts)
	if err != nil {
		return err
	}
	report("raw kagome", len(b.texts), kagome)
	bleve, err := rawBleve(filepath.Join(b.dir, "bleve"), b.texts, b.batch)
	if err != nil {
		return err
	}
	report("raw Bleve", len(b.texts), bleve)
	words := rawWords(b.texts)
	report("raw words and stems", len(b.texts), words)
	debug.FreeOSMemory()
	run, err := wholeRun(filepath.Join(b.dir, "workspace"), b.survey)
	if err != nil {
		return err
	}
	report("run", len(b.texts), run)
	fmt.Printf("run over raw kagome + raw Bleve: %.2f\n", run.Seconds()/(kagome+bleve).Seconds())
	fmt.Printf("run over raw words + raw Bleve:  %.2f\n", run.Seconds()/(words+bleve).Seconds())
	return nil
}

func report(what string, n int, d time.Duration) {
	fmt.Printf("  %-20s %6.2f s  %7.0f texts/s\n", what, d.Seconds(), float64(n)/d.Seconds())
}

func readLines(path string, limit int) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	var texts []string
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<24)
	for s.Scan() && (limit == 0 || len(texts) < limit) {
		if t := strings.TrimSpace(s.Text()); t != "" {
			texts = append(texts, t)
		}
	}
	return texts, s.Err()
}

// writeSurvey writes the texts as the comments of a survey with what surveys
// have beside them.
func writeSurvey(path string, texts []string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	if err := w.Write([]string{"Response ID", "Submitted at", "NPS", "Comment", "Plan", "Country", "E-mail"}); err != nil {
		return err
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, t := range texts {
		at := start.Add(time.Duration(i) * time.Minute)
		if err := w.Write([]string{"R" + strconv.Itoa(i), at.Format(time.RFC3339), strconv.Itoa(i * 7 % 11), t,
			plan(i), country(i), fmt.Sprintf("user%d@example.com", i)}); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return f.Close()
}

func plan(i int) string    { return []string{"Free", "Pro", "Enterprise"}[i%3] }
func country(i int) string { return []string{"JP", "US", "DE", "FR", "BR"}[i%5] }

func wholeRun(workspace, survey string) (time.Duration, error) {
	tk, err := tokenize.New(tokenize.Options{})
	if err != nil {
		return 0, err
	}
	start := time.Now()
	res, err := pipeline.Run(context.Background(), pipeline.Options{Workspace: workspace, Inputs: []string{survey}, Codebook: themes.Starter(), Tokenizer: tk})
	took := time.Since(start)
	if err == nil {
		t := res.Timing
		fmt.Printf("  stages: read %.2f, tokenize %.2f, match %.2f, index %.2f, write %.2f s\n",
			t.Read.Seconds(), t.Tokenize.Seconds(), t.Match.Seconds(), t.Index.Seconds(), t.Write.Seconds())
	}
	return took, err
}

// peakMemory runs the command and prints what the system says of it.
func (b *bench) peakMemory() error {
	binary := filepath.Join(b.dir, "verbatim")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/verbatim").CombinedOutput(); err != nil {
		return fmt.Errorf("go build ./cmd/verbatim: %w\n%s", err, out)
	}
	cmd := exec.Command(binary, "run", "--quiet", "-w", filepath.Join(b.dir, "workspace"), b.survey)
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return err
	}
	fmt.Printf("%s: verbatim run, a process of its own: %.2f s, peak memory %d MiB\n", b.name, time.Since(start).Seconds(), maxRSS(cmd.ProcessState)>>20)
	return nil
}
