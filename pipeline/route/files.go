package route

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"verbatim/datasets/sheet"
)

// sheets are a CSV file and, where Excel takes it and it is soon written, a
// workbook with the same rows.
type sheets struct {
	files   []*os.File
	writers []sheet.Writer
}

// createSheets creates base.csv and base.xlsx anew. A workbook that is there
// goes also when none is written. The workbook's temporary file is in temp.
func createSheets(base string, mode fs.FileMode, header []string, rows int64, temp string) (*sheets, error) {
	s := &sheets{}
	f, err := s.create(base+".csv", mode)
	if err != nil {
		return nil, err
	}
	if err := s.add(sheet.CSV(f, header)); err != nil {
		return nil, s.close(err)
	}
	if rows > XLSXRows || len(header) == 0 || len(header) > sheet.MaxColumns {
		if err := remove(base + ".xlsx"); err != nil {
			return nil, s.close(err)
		}
		return s, nil
	}
	if f, err = s.create(base+".xlsx", mode); err != nil {
		return nil, s.close(err)
	}
	if err := s.add(sheet.XLSXIn(temp, f, filepath.Base(base), header)); err != nil {
		return nil, s.close(err)
	}
	return s, nil
}

func (s *sheets) create(path string, mode fs.FileMode) (*os.File, error) {
	f, err := create(path, mode)
	if err == nil {
		s.files = append(s.files, f)
	}
	return f, err
}

func (s *sheets) add(w sheet.Writer, err error) error {
	if err == nil {
		s.writers = append(s.writers, w)
	}
	return err
}

func (s *sheets) write(row []sheet.Cell) error {
	for _, w := range s.writers {
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// close completes the files or, after the error err, removes them.
func (s *sheets) close(err error) error {
	for _, w := range s.writers {
		if e := w.Close(); err == nil {
			err = e
		}
	}
	for _, f := range s.files {
		if e := finish(f, err); err == nil {
			err = e
		}
	}
	return err
}

// create creates a file that must not be there; one that is, is unlinked.
func create(path string, mode fs.FileMode) (*os.File, error) {
	if err := remove(path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
}

// finish makes what was written to f durable and closes it, or removes f when
// err says that it is not complete.
func finish(f *os.File, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(f.Name()) // err is the error to tell
	}
	return err
}

// remove removes a file that may be there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
