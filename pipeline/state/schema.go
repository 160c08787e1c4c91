package state

import (
	"context"
	"database/sql"
	_ "embed" // for schema.sql
	"errors"
	"fmt"
)

const (
	// formatVersion is the version of the log's tables. It rises whenever a
	// version of Verbatim could not read what the next one writes.
	formatVersion = 1
	// applicationID tells the log from the SQLite files of other programs:
	// "vbtm". See https://www.sqlite.org/pragma.html#pragma_application_id.
	applicationID = 0x7662_746d
)

//go:embed schema.sql
var schema string

// prepare makes the tables of a new file, and checks an old one.
func (l *Log) prepare(ctx context.Context) error {
	if v, err := readVersion(ctx, l.db); err != nil || v != 0 {
		return err
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing once it is committed
	v, err := readVersion(ctx, tx)
	if err != nil || v != 0 { // another process was quicker
		return err
	}
	header := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, formatVersion)
	if _, err := tx.ExecContext(ctx, schema+header); err != nil {
		return err
	}
	return tx.Commit()
}

// readVersion returns the version of a log's tables, and 0 for an empty file.
func readVersion(ctx context.Context, q querier) (int, error) {
	var application, version, tables int
	for _, ask := range []struct {
		query string
		to    *int
	}{
		{`PRAGMA application_id`, &application},
		{`PRAGMA user_version`, &version},
		{`SELECT count(*) FROM sqlite_schema`, &tables},
	} {
		if err := q.QueryRowContext(ctx, ask.query).Scan(ask.to); err != nil {
			return 0, err
		}
	}
	switch {
	case application == 0 && version == 0 && tables == 0:
		return 0, nil
	case application != applicationID:
		return 0, errors.New("want the log of a workspace, found a SQLite file of another program: name another workspace, or move the file away")
	case version > formatVersion:
		return 0, fmt.Errorf("its format version is %d, and this verbatim reads up to %d: use a newer verbatim", version, formatVersion)
	}
	return version, nil
}

var _ querier = (*sql.Tx)(nil)
