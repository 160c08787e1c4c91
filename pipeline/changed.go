package pipeline

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// changedRows keeps changed responses, on disk, until the new ones are done
// and the parts that hold them are written anew.
type changedRows struct {
	dir   string
	files map[int]*changedFile
}

type changedFile struct {
	f   *os.File
	buf *bufio.Writer
	enc *json.Encoder
}

// changedItem is a changed response and its place in the part.
type changedItem struct {
	Row  int
	Item item
}

// reset forgets what an interrupted run left.
func (c *changedRows) reset() error {
	c.files = map[int]*changedFile{}
	return os.RemoveAll(c.dir)
}

func (c *changedRows) path(part int) string { return filepath.Join(c.dir, partName(part)+".jsonl") }

func (c *changedRows) add(part, row int, it *item) error {
	f := c.files[part]
	if f == nil {
		if err := os.MkdirAll(c.dir, 0o700); err != nil {
			return err
		}
		file, err := os.OpenFile(c.path(part), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		buf := bufio.NewWriter(file)
		f = &changedFile{file, buf, json.NewEncoder(buf)}
		c.files[part] = f
	}
	return f.enc.Encode(changedItem{row, *it})
}

// flush ends the adding; it may be called again.
func (c *changedRows) flush() error {
	var errs []error
	for _, f := range c.files {
		if f.f != nil {
			errs = append(errs, f.buf.Flush(), f.f.Close())
			f.f = nil
		}
	}
	return errors.Join(errs...)
}

// parts returns the numbers of the parts with changed responses, in order.
func (c *changedRows) parts() []int { return slices.Sorted(maps.Keys(c.files)) }

// of returns the changed responses of a part by their row.
func (c *changedRows) of(part int) (map[int]item, error) {
	if c.files[part] == nil {
		return nil, nil
	}
	f, err := os.Open(c.path(part))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	items := map[int]item{}
	dec := json.NewDecoder(bufio.NewReader(f))
	for {
		var it changedItem
		err := dec.Decode(&it)
		if errors.Is(err, io.EOF) {
			return items, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		items[it.Row] = it.Item
	}
}
