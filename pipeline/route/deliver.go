package route

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"verbatim/datasets"
	"verbatim/themes"
)

// XLSXRows is up to how many rows a workbook is written beside the CSV file.
const XLSXRows = 50_000

// Options say how department files are written.
type Options struct {
	Zone   *time.Location         // of the times in the files; nil is UTC
	MaxAge time.Duration          // a case older than this before Newest is shown as one to be read; 0 where Route has seen to it
	Newest Newest                 // the newest response
	Name   func(id string) string // what people call a theme, see Names; nil shows the ids
}

// Count is what a department's files hold.
type Count struct {
	Department string
	Cases      int64               // owed a reply
	FirstDue   datasets.Opt[int64] // the earliest of their due times, microseconds UTC
	Informed   int64               // to be read
}

// Names returns a function that gives the names of a theme in English and
// Japanese, as in "Too expensive 料金が高い".
func Names(cb *themes.Codebook) func(id string) string {
	names := make(map[string]string, len(cb.Themes))
	for i := range cb.Themes {
		var both []string
		for _, lang := range []string{"en", "ja"} {
			if name := cb.Themes[i].Name[lang]; name != "" {
				both = appendNew(both, name)
			}
		}
		names[cb.Themes[i].ID] = strings.Join(both, " ")
	}
	return func(id string) string {
		if name := names[id]; name != "" {
			return name
		}
		return id
	}
}

// Deliver merges the fragments of a department, one a part and in the order of
// the parts, to <department>.csv, <department>.jsonl and, up to XLSXRows rows,
// <department>.xlsx in dir, readable by their owner alone. Cases come first,
// by due time; then what is to be read, the newest first. Memory does not grow
// with the rows. A file that is there is replaced, not overwritten.
func Deliver(ctx context.Context, dir, department string, fragments []string, o Options) (_ Count, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the files of the department %s: %w", department, err)
		}
	}()
	head, rows, err := survey(fragments)
	if err != nil {
		return Count{}, err
	}
	temp, err := os.MkdirTemp(dir, "."+department+"-")
	if err != nil {
		return Count{}, err
	}
	defer os.RemoveAll(temp)
	if fragments, err = reduce(ctx, temp, fragments, &head); err != nil {
		return Count{}, err
	}
	d, err := openDelivery(dir, department, temp, &head, rows, o)
	if err != nil {
		return Count{}, err
	}
	err = d.pour(ctx, fragments, &head)
	return d.count, d.close(err)
}

// delivery is the open files of a department.
type delivery struct {
	o      Options
	view   *view
	sheets *sheets
	jsonl  *bufio.Writer
	line   []byte
	count  Count
}

func openDelivery(dir, department, temp string, head *header, rows int64, o Options) (*delivery, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	d := &delivery{o: o, view: newView(head, o), count: Count{Department: department}}
	base := filepath.Join(dir, department)
	var err error
	if d.sheets, err = createSheets(base, 0o600, d.view.names(), rows, temp); err != nil {
		return nil, err
	}
	f, err := d.sheets.create(base+".jsonl", 0o600)
	if err != nil {
		return nil, d.sheets.close(err)
	}
	d.jsonl = bufio.NewWriterSize(f, 64<<10)
	return d, nil
}

// pour writes the open cases, then everything else.
func (d *delivery) pour(ctx context.Context, fragments []string, head *header) error {
	err := merge(ctx, fragments, sectionCases, head, func(r *Row) error {
		if d.tooOld(r) {
			return nil
		}
		d.count.Cases++
		if !d.count.FirstDue.OK {
			d.count.FirstDue = r.DueAt
		}
		return d.put(r)
	})
	if err != nil {
		return err
	}
	return merge(ctx, fragments, sectionAll, head, func(r *Row) error {
		if r.Role == datasets.RoleReply {
			if !d.tooOld(r) {
				return nil
			}
			r.Role, r.DueAt = datasets.RoleInform, datasets.Opt[int64]{}
		}
		d.count.Informed++
		return d.put(r)
	})
}

func (d *delivery) tooOld(r *Row) bool {
	return d.o.Newest.TooOld(r.RespondedAt, r.RespondedOn, d.o.MaxAge)
}

func (d *delivery) put(r *Row) error {
	if err := d.sheets.write(d.view.cells(r)); err != nil {
		return err
	}
	d.line = append(d.view.json(d.line[:0], r), '\n')
	_, err := d.jsonl.Write(d.line)
	return err
}

// close completes the files or, after the error err, removes them.
func (d *delivery) close(err error) error {
	if err == nil {
		err = d.jsonl.Flush()
	}
	return d.sheets.close(err)
}
