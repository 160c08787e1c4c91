package state

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
)

// Answers returns every answer to each key, oldest first; a key without an
// answer is not in it. It is meant for some hundred keys at once: a batch costs
// one query.
func (l *Log) Answers(ctx context.Context, keys []string) (map[string][]Answer, error) {
	if has, err := l.hasAnswers(ctx); err != nil || !has || len(keys) == 0 {
		return nil, l.fail(err)
	}
	found, err := l.readAnswers(ctx, keys)
	if err != nil {
		return nil, l.fail(err)
	}
	return found, nil
}

func (l *Log) readAnswers(ctx context.Context, keys []string) (map[string][]Answer, error) {
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	// CROSS JOIN keeps the order of the tables, hence one look in the index a
	// key: https://www.sqlite.org/optoverview.html#crossjoin
	rows, err := l.db.QueryContext(ctx, `
		SELECT answers.seq, answers.key, menus.hash, answers.exchange, answers.body
		FROM (SELECT DISTINCT value FROM json_each(?)) AS wanted
		CROSS JOIN answers ON answers.key = wanted.value
		CROSS JOIN menus ON menus.number = answers.menu`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make(map[string][]Answer, len(keys))
	for rows.Next() {
		var a Answer
		if err := rows.Scan(&a.Seq, &a.Key, &a.Menu, &a.Exchange, &a.Body); err != nil {
			return nil, err
		}
		found[a.Key] = append(found[a.Key], a)
	}
	for _, list := range found { // some, where SQLite would sort all with their bodies
		slices.SortFunc(list, func(a, b Answer) int { return cmp.Compare(a.Seq, b.Seq) })
	}
	return found, rows.Err()
}

// hasAnswers tells whether the file has the tables of answers. A reader of an
// older one looks again each time, since a writer may have upgraded it.
func (l *Log) hasAnswers(ctx context.Context) (bool, error) {
	if l.answers.Load() {
		return true, nil
	}
	v, err := readVersion(ctx, l.db)
	if err != nil || v < versionAnswers {
		return false, err
	}
	l.answers.Store(true)
	return true, nil
}

// Mode returns how a server and model can be made to answer in form, as it was
// remembered, and "" where it was not.
func (l *Log) Mode(ctx context.Context, server, model string) (mode string, err error) {
	if has, err := l.hasAnswers(ctx); err != nil || !has {
		return "", l.fail(err)
	}
	err = l.db.QueryRowContext(ctx, `SELECT mode FROM modes WHERE server = ? AND model = ?`, server, model).Scan(&mode)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return mode, l.fail(err)
}

// SetMode remembers how a server and model can be made to answer in form, in
// place of what was remembered before.
func (l *Log) SetMode(ctx context.Context, server, model, mode string) error {
	_, err := l.db.ExecContext(ctx, `INSERT INTO modes (server, model, mode) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET mode = excluded.mode WHERE mode <> excluded.mode`, server, model, mode)
	return l.fail(err)
}
