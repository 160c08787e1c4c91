package pipeline

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"verbatim/datasets/source"
)

const (
	rejectsFile = "rejects.jsonl"
	// apartFile is what the second reading adds to the rejects of the first.
	apartFile = "rejects-apart.jsonl"
)

// reject is a line of rejects.jsonl.
type reject struct {
	source.Reject
	Run int `json:"run"` // the run that read the row
}

// contact matches mail addresses and what may be a phone or account number: a
// row whose cells have slipped shows them in any column, and rejects.jsonl is
// no place for contacts.
var contact = regexp.MustCompile(`[^\s@,;<>]+@[^\s@,;<>]+|\+?[0-9][0-9()\- ]{7,}[0-9]`)

func newReject(run int, r *source.Reject) reject {
	out := reject{*r, run}
	if r.Kind != source.KindDate || contact.FindString(r.Value) != r.Value {
		out.Value = contact.ReplaceAllString(r.Value, "(contact)")
	}
	return out
}

// apart is the reject of a row of long format whose response stands elsewhere
// in the file.
func apart(in input, rec *source.Record) *source.Reject {
	return &source.Reject{
		File:   in.info.Name,
		Line:   rec.Line,
		Column: in.decision.ID.Header,
		Value:  rec.ID,
		Reason: "another row with this id stands elsewhere in the file, with another question; sort the file by id, so that the answers of a response stand together, and run again",
		Kind:   source.KindRow,
	}
}

// openApart begins apartFile anew and returns what closes it.
func (f *feeder) openApart() (func() error, error) {
	file, err := os.OpenFile(filepath.Join(f.ws.staging(), apartFile), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriter(file)
	f.apart = newRejectEncoder(w)
	return func() error { return errors.Join(w.Flush(), file.Close()) }, nil
}

func newRejectEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// writeRejects writes the rejects of this run after those of earlier runs,
// except of files that this run read again.
func (p *publisher) writeRejects() (err error) {
	f, err := os.OpenFile(filepath.Join(p.dir, rejectsFile), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
	if err := p.copyRejects(w); err != nil {
		return err
	}
	for _, name := range []string{rejectsFile, apartFile} {
		now, err := os.Open(filepath.Join(p.ws.staging(), name))
		if err != nil {
			return err
		}
		_, err = io.Copy(w, now)
		if err := errors.Join(err, now.Close()); err != nil {
			return err
		}
	}
	return nil
}

// copyRejects writes the rejects of the generation before, except of files
// that this run read again: the same bytes, whatever their name.
func (p *publisher) copyRejects(w *bufio.Writer) error {
	if p.base == nil {
		return nil
	}
	f, err := os.Open(filepath.Join(p.baseDir, rejectsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var r reject
			if err := json.Unmarshal(line, &r); err != nil {
				return fmt.Errorf("%s: %w", f.Name(), err)
			}
			if !p.readAgain(r) {
				if _, err := w.Write(line); err != nil {
					return err
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readAgain says whether this run read the file that a reject is of.
func (p *publisher) readAgain(r reject) bool {
	return slices.ContainsFunc(p.base.Runs, func(run RunInfo) bool {
		return run.Number == r.Run && slices.ContainsFunc(run.Inputs, func(old InputInfo) bool {
			return old.Name == r.File && slices.ContainsFunc(p.inputs, func(in input) bool { return in.info.SHA256 == old.SHA256 })
		})
	})
}
