package state

import (
	"context"
	"database/sql"
	_ "embed" // for the tables
	"errors"
	"fmt"
)

// applicationID tells the log from the SQLite files of other programs: "vbtm".
// See https://www.sqlite.org/pragma.html#pragma_application_id.
const applicationID = 0x7662_746d

//go:embed schema.sql
var schema string

//go:embed answers.sql
var answersSchema string

const (
	versionLabels  = 1 // events and labels
	versionAnswers = 2 // and what models answered

	// formatVersion is the version of the log's tables. It rises whenever a
	// version of Verbatim could not read what the next one writes.
	formatVersion = versionAnswers
)

// upgrade returns the statements that bring tables of a version, 0 for an empty
// file, to the present one. What is there stays as it is.
func upgrade(from int) string {
	var statements string
	if from < versionLabels {
		statements += schema
	}
	if from < versionAnswers {
		statements += answersSchema
	}
	return statements + fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, formatVersion)
}

// prepare makes the tables of a new file, adds those that an older one lacks,
// and checks one of the present version.
func (l *Log) prepare(ctx context.Context) error {
	if v, err := readVersion(ctx, l.db); err != nil || v == formatVersion {
		return err
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing once it is committed
	v, err := readVersion(ctx, tx)
	if err != nil || v == formatVersion { // another process was quicker
		return err
	}
	if _, err := tx.ExecContext(ctx, upgrade(v)); err != nil {
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
