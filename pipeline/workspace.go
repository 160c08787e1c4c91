package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"

	"verbatim/themes"
)

// The names in a workspace. What begins with a dot is the run's own: it is
// not part of any generation, and nobody else should read it.
const (
	currentFile    = "CURRENT"
	currentLink    = "current"
	generationsDir = "generations"
	stagingDir     = ".run"
	lockFile       = ".lock"
	manifestFile   = "manifest.json"
	codebookFile   = "codebook.yaml"
)

// ErrHeld is returned when another run holds the workspace.
var ErrHeld = errors.New("the workspace is held by another run")

// Workspace is an output directory: its published generations, and the one
// that is being made.
type Workspace struct {
	dir  string
	lock *flock.Flock
}

// OpenWorkspace returns the workspace in dir for reading. It need not exist.
func OpenWorkspace(dir string) *Workspace { return &Workspace{dir: dir} }

// Dir returns the workspace's directory.
func (w *Workspace) Dir() string { return w.dir }

// Current returns the number of the published generation, or 0 where none is.
func (w *Workspace) Current() (int, error) {
	b, err := os.ReadFile(filepath.Join(w.dir, currentFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("workspace %s cannot be read: %w; name another with --workspace", w.dir, err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s should hold the number of a generation, and holds %.20q: restore it, or write the highest number under %s into it",
			filepath.Join(w.dir, currentFile), b, generationsDir)
	}
	return n, nil
}

// Generation returns the directory of generation n.
func (w *Workspace) Generation(n int) string {
	return filepath.Join(w.dir, generationsDir, fmt.Sprintf("%06d", n))
}

// Published returns the directory and the manifest of the published
// generation; a clear error where there is none.
func (w *Workspace) Published() (string, *Manifest, error) {
	n, err := w.Current()
	if err != nil {
		return "", nil, err
	}
	if n == 0 {
		return "", nil, &UsageError{fmt.Errorf("%s holds no published run yet: verbatim run FILE makes one", w.dir)}
	}
	m, err := readManifest(w.Generation(n))
	return w.Generation(n), m, err
}

// PublishedCodebook returns the path of the codebook of the published
// generation, or "" where none is.
func (w *Workspace) PublishedCodebook() (string, error) {
	n, err := w.Current()
	if err != nil || n == 0 {
		return "", err
	}
	return filepath.Join(w.Generation(n), codebookFile), nil
}

// loadPublishedCodebook reads the codebook of the published generation.
func (w *Workspace) loadPublishedCodebook() (*themes.Codebook, error) {
	dir, _, err := w.Published()
	if err != nil {
		return nil, err
	}
	return themes.Load(filepath.Join(dir, codebookFile))
}

// acquire makes the directory and locks it for this process.
func (w *Workspace) acquire() error {
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return fmt.Errorf("workspace %s cannot be made: %w; name another with --workspace", w.dir, err)
	}
	w.lock = flock.New(filepath.Join(w.dir, lockFile))
	ok, err := w.lock.TryLock()
	if err != nil {
		return fmt.Errorf("locking %s: %w", w.dir, err)
	}
	if !ok {
		return fmt.Errorf("%s: %w: wait for it to end, or name another with --workspace", w.dir, ErrHeld)
	}
	return nil
}

func (w *Workspace) release() error { return w.lock.Unlock() }

func (w *Workspace) staging() string { return filepath.Join(w.dir, stagingDir) }

// commit makes generation n the published one: the rename of CURRENT is the
// only step that counts.
func (w *Workspace) commit(n int) error {
	return writeFile(filepath.Join(w.dir, currentFile), []byte(fmt.Sprintf("%d\n", n)))
}

// link makes the link "current" point to generation n. It is a convenience
// that systems without symbolic links do without: an error of it is worth a
// word, and never fails a run.
func (w *Workspace) link(n int) error {
	link, target := filepath.Join(w.dir, currentLink), filepath.Join(generationsDir, fmt.Sprintf("%06d", n))
	if have, err := os.Readlink(link); err == nil && have == target {
		return nil
	}
	tmp := link + ".tmp"
	_ = os.Remove(tmp)
	if err := os.Symlink(target, tmp); err != nil {
		return err
	}
	err := os.Rename(tmp, link)
	if err != nil && os.Remove(link) == nil { // some systems rename over no link
		err = os.Rename(tmp, link)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	return syncDir(w.dir)
}

// writeFile replaces a file so that after a crash there is the old one or the
// new one, whole.
func writeFile(path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncTree makes every file and directory below dir durable.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return syncDir(path)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// linkTree makes dst a copy of the tree src whose files are hard links, or
// copies where the file system has none.
func linkTree(src, dst string) error {
	return filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dst, rel)
		if d.IsDir() {
			return os.MkdirAll(to, 0o755)
		}
		return linkFile(path, to)
	})
}

func linkFile(src, dst string) error {
	if err := os.MkdirAll(filepath.Dir(dst), 0o755); err != nil {
		return err
	}
	err := os.Link(src, dst)
	if err == nil {
		return nil
	}
	if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return copyFile(src, dst)
}
