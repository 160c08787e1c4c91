package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"verbatim/datasets"
)

// kindLabel is the kind of an event that is a label.
const kindLabel = "label"

// AddLabels appends labels in their order, all of them or, after an error,
// none, and returns how many it added. A label that says what already holds
// (its verbatim and theme, whether it is removed, and by whom, are those of
// the latest) adds nothing. Seq of the labels is set: to the number of the
// event, or to 0 where nothing was added.
func (l *Log) AddLabels(ctx context.Context, labels []datasets.Label) (added int, err error) {
	for i := range labels {
		labels[i].Seq = 0
		if v := labels[i]; v.VerbatimID == "" || v.ThemeID == "" || v.By == "" {
			return 0, fmt.Errorf("label %d of %d: want a verbatim, a theme and who says so, found %q, %q, %q", i+1, len(labels), v.VerbatimID, v.ThemeID, v.By)
		}
	}
	if len(labels) == 0 {
		return 0, nil
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, l.fail(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing once it is committed
	added, err = addLabels(ctx, tx, labels)
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		for i := range labels {
			labels[i].Seq = 0
		}
		return 0, l.fail(err)
	}
	return added, nil
}

func addLabels(ctx context.Context, tx *sql.Tx, labels []datasets.Label) (added int, err error) {
	a := &adder{}
	a.prepare(ctx, tx, &a.latest, `SELECT l.removed, e.by FROM labels l JOIN events e USING (seq)
		WHERE l.verbatim_id = ? AND l.theme_id = ? ORDER BY l.seq DESC LIMIT 1`)
	a.prepare(ctx, tx, &a.event, `INSERT INTO events (seq, kind, at, by) VALUES (?, '`+kindLabel+`', ?, ?)`)
	a.prepare(ctx, tx, &a.label, `INSERT INTO labels (seq, verbatim_id, theme_id, removed) VALUES (?, ?, ?, ?)`)
	last, err := lastEvent(ctx, tx)
	if err := errors.Join(a.err, err); err != nil {
		return 0, err
	}
	for i := range labels {
		held, err := a.holds(ctx, &labels[i])
		if err != nil {
			return 0, err
		}
		if held {
			continue
		}
		added++
		labels[i].Seq = last + int64(added)
		if err := a.add(ctx, &labels[i]); err != nil {
			return 0, err
		}
	}
	return added, nil
}

// adder holds the statements that add labels. The transaction closes them.
type adder struct {
	latest, event, label *sql.Stmt
	err                  error
}

func (a *adder) prepare(ctx context.Context, tx *sql.Tx, stmt **sql.Stmt, query string) {
	if a.err == nil {
		*stmt, a.err = tx.PrepareContext(ctx, query)
	}
}

// holds tells whether the latest label says the same.
func (a *adder) holds(ctx context.Context, v *datasets.Label) (bool, error) {
	var removed bool
	var by string
	err := a.latest.QueryRowContext(ctx, v.VerbatimID, v.ThemeID).Scan(&removed, &by)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil && removed == v.Removed && by == v.By, err
}

func (a *adder) add(ctx context.Context, v *datasets.Label) error {
	if _, err := a.event.ExecContext(ctx, v.Seq, v.At, v.By); err != nil {
		return err
	}
	_, err := a.label.ExecContext(ctx, v.Seq, v.VerbatimID, v.ThemeID, v.Removed)
	return err
}

// Labels returns the latest label of each verbatim and theme among the events
// up to upTo (0: all), sorted by verbatim and theme, in the order of bytes.
func (l *Log) Labels(ctx context.Context, upTo int64) ([]datasets.Label, error) {
	var all []datasets.Label
	for v, err := range l.Each(ctx, upTo) {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// Each goes over what Labels returns, one at a time. An error is the last. Do
// not add to the log meanwhile: the writer waits for the reader.
func (l *Log) Each(ctx context.Context, upTo int64) iter.Seq2[datasets.Label, error] {
	return func(yield func(datasets.Label, error) bool) {
		if err := l.each(ctx, upTo, yield); err != nil {
			yield(datasets.Label{}, l.fail(err))
		}
	}
}

func (l *Log) each(ctx context.Context, upTo int64, yield func(datasets.Label, error) bool) error {
	// In a query with max() SQLite takes the other columns from the row that
	// has it: https://www.sqlite.org/lang_select.html#bareagg
	const query = `
		WITH latest AS (
			SELECT max(seq) AS seq, verbatim_id, theme_id, removed FROM labels
			WHERE ?1 = 0 OR seq <= ?1
			GROUP BY verbatim_id, theme_id)
		SELECT latest.seq, verbatim_id, theme_id, removed, at, by
		FROM latest JOIN events USING (seq)
		ORDER BY verbatim_id, theme_id`
	rows, err := l.db.QueryContext(ctx, query, upTo)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var v datasets.Label
		if err := rows.Scan(&v.Seq, &v.VerbatimID, &v.ThemeID, &v.Removed, &v.At, &v.By); err != nil {
			return err
		}
		if !yield(v, nil) {
			return nil
		}
	}
	return rows.Err()
}
