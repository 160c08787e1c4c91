// Package state keeps what must not be lost and cannot be made again: an
// append-only log in the file state.db of a workspace, with SQLite. It holds
// what people decide, and what models answered.
//
// Every decision is an event with a number, counted from 1 without a gap over
// all kinds of events, so that "the log up to event 1,234" means the same
// for ever: a generation names the last event that it holds. What an event of
// a kind says beside who and when stands in a table of that kind. The one kind
// that there is are labels.
//
//	log, err := state.Open(filepath.Join(workspace, state.File))
//	added, err := log.AddLabels(ctx, labels)
//	current, err := log.Labels(ctx, 0)
//
// What a model was asked and answered is an exchange, with a number of its own
// kind. An exchange gives answers; each is kept under the key of what was asked
// and names the menu, the themes that the model could choose from. What keys,
// menus and answers hold is the caller's affair. What a server is known to take
// is remembered beside them, and is the one thing here that may change.
//
//	err := log.AddExchange(ctx, exchange, menu, menuBody, answers)
//	recorded, err := log.Answers(ctx, keys)
//
// Nothing else is ever changed or deleted, which triggers in the file enforce.
// One process writes at a time, and any number may read meanwhile. The journal is
// SQLite's rollback journal and not its write-ahead log: after every
// transaction the one file is all there is, and a copy of it is a backup.
//
// A log of an older version is upgraded when it is opened for writing, and read
// as it is otherwise: it has what it has.
package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// File is the name of the log in a workspace.
const File = "state.db"

// A log has so many connections at most, each with a cache of so many KiB: for
// reading, or for writing, where one transaction of many labels should not spill.
const (
	connections = 4
	readerCache = 8 << 10
	writerCache = 32 << 10
)

// busyMilliseconds is how long a reader or writer waits for another one.
const busyMilliseconds = 10_000

// Log is an opened log. It may be used by several goroutines.
type Log struct {
	path   string
	db     *sql.DB
	packer *packer
	// answers is set once the file is known to have the tables of answers.
	answers atomic.Bool
}

// Open opens the log at path for reading and writing, and makes it, readable
// by its owner alone, where there is none. It is an error where the file is
// something else, is damaged, or is of a newer version of Verbatim.
func Open(path string) (*Log, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case err == nil:
		err = f.Close()
	case errors.Is(err, fs.ErrExist):
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be made: %w", path, err)
	}
	l, err := connect(path, "immediate")
	if err != nil {
		return nil, err
	}
	if err := l.prepare(context.Background()); err != nil {
		return nil, errors.Join(l.fail(err), l.db.Close())
	}
	return l, nil
}

// OpenReader opens the log at path for reading; neither the file nor its
// directory need be writable. A file that does not exist is an error that wraps
// fs.ErrNotExist: nobody has decided anything yet.
func OpenReader(path string) (*Log, error) {
	f, err := os.Open(path) // SQLite would not tell what is wrong
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w: it holds what people decided, and its owner alone may read it; they can let others, with chmod a+r", err)
	}
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	l, err := connect(path, "deferred")
	if err != nil {
		return nil, err
	}
	v, err := readVersion(context.Background(), l.db)
	if err == nil && v == 0 {
		err = errors.New("it is empty, and should hold what people decided: restore it from a copy, or remove it if nobody decided anything")
	}
	if err != nil {
		return nil, errors.Join(l.fail(err), l.db.Close())
	}
	return l, nil
}

// connect makes the connections to a file that exists. Those for reading alone
// are writable to SQLite all the same, where the file system lets it: it must be
// able to undo what a writer that was killed has left half done. Where it does
// not, SQLite opens the file for reading.
func connect(path, begin string) (*Log, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	name := filepath.ToSlash(abs)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // C:/…
	}
	q := url.Values{
		"mode":          {"rw"},
		"_txlock":       {begin},
		"_busy_timeout": {fmt.Sprint(busyMilliseconds)},
		"_foreign_keys": {"on"},
		"_synchronous":  {"EXTRA"}, // what was committed stays, whatever happens to the machine
		"_dqs":          {"0"},
		"_defensive":    {"1"},
		"_error_rc":     {"1"},
		"_pragma":       {"trusted_schema(0)", fmt.Sprintf("cache_size(-%d)", writerCache)},
	}
	if begin == "deferred" {
		q.Set("_query_only", "on")
		q["_pragma"][1] = fmt.Sprintf("cache_size(-%d)", readerCache)
	}
	u := url.URL{Scheme: "file", Path: name, RawQuery: q.Encode()}
	p, err := newPacker()
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	db.SetMaxOpenConns(connections) // whatever the number of workers
	db.SetMaxIdleConns(connections)
	return &Log{path: path, db: db, packer: p}, nil
}

// Close closes the log.
func (l *Log) Close() error { return l.db.Close() }

// Last returns the number of the last event, and 0 where there is none.
func (l *Log) Last(ctx context.Context) (int64, error) {
	last, err := lastEvent(ctx, l.db)
	return last, l.fail(err)
}

// querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func lastEvent(ctx context.Context, q querier) (last int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&last)
	return last, err
}

// fail says of an error which file it is about and what to do.
func (l *Log) fail(err error) error {
	if err == nil {
		return nil
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", l.path, err)
	}
	switch e.Code() & 0xff { // the primary code
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%s is damaged: restore it from a copy, for it holds what people decided and models answered: %w", l.path, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%s is held by another process: try again when it is done: %w", l.path, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		if e.Code() == sqlite3.SQLITE_READONLY_ROLLBACK {
			return fmt.Errorf("%s has a write in it that was killed half way, and may not be written here: let its owner run any verb on the workspace, which undoes it: %w", l.path, err)
		}
		return fmt.Errorf("%s cannot be opened or written: see whose it is and whether its directory is writable: %w", l.path, err)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return fmt.Errorf("%s could not be written or read, and is as it was: see whether the disk is full: %w", l.path, err)
	}
	return fmt.Errorf("%s: %w", l.path, err)
}
