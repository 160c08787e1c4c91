package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
)

// Exchange is one request to a model and what its server answered.
type Exchange struct {
	Seq                            int64 // its number, from 1 without a gap; given by the log
	At                             int64 // microseconds since 1970-01-01 UTC
	Server, Model                  string
	PromptVersion                  string
	Mode                           string // how the server was made to answer in form
	Sent, Received                 string // the bodies, verbatim
	PromptTokens, CompletionTokens int
	Cost                           float64 // money, in the unit of the caller's prices
	Answers                        int     // how many it gave; counted by the log
}

// Answer is what a model said about one key.
type Answer struct {
	Seq      int64  // its number, from 1 without a gap; given by the log
	Key      string // of what was asked
	Menu     string // hash of the menu it chose from
	Body     []byte
	Exchange int64 // number of the exchange that gave it; given by the log
}

// AddExchange appends an exchange with its answers, all or, after an error,
// nothing. Menu is the hash of the menu that was shown, and what every answer
// must name; its body is kept the first time that the hash is seen. An exchange
// without answers is kept as well, and may have no menu.
func (l *Log) AddExchange(ctx context.Context, e Exchange, menu string, menuBody []byte, answers []Answer) error {
	for i := range answers {
		if a := &answers[i]; a.Key == "" || a.Menu == "" || a.Menu != menu {
			return fmt.Errorf("answer %d of %d: want a key and the exchange's menu %q, found key %q and menu %q", i+1, len(answers), menu, a.Key, a.Menu)
		}
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return l.fail(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing once it is committed
	last, err := lastExchange(ctx, tx)
	if err != nil {
		return l.fail(err)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO exchanges
		(seq, at, server, model, prompt_version, mode, prompt_tokens, completion_tokens, cost, answers, sent, received)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		last+1, e.At, e.Server, e.Model, e.PromptVersion, e.Mode, e.PromptTokens, e.CompletionTokens, e.Cost, len(answers), l.packer.pack(e.Sent), l.packer.pack(e.Received)); err != nil {
		return l.fail(err)
	}
	if menu != "" {
		if err := addAnswers(ctx, tx, last+1, menu, menuBody, answers); err != nil {
			return l.fail(err)
		}
	}
	return l.fail(tx.Commit())
}

func addAnswers(ctx context.Context, tx *sql.Tx, exchange int64, menu string, menuBody []byte, answers []Answer) error {
	number, err := addMenu(ctx, tx, menu, menuBody)
	if err != nil {
		return err
	}
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM answers`).Scan(&last); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO answers (seq, key, menu, exchange, body) VALUES (?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	for i := range answers { // the transaction closes the statement
		if _, err := insert.ExecContext(ctx, last+1+int64(i), answers[i].Key, number, exchange, notNull(answers[i].Body)); err != nil {
			return err
		}
	}
	return nil
}

// addMenu returns the number of a menu, which it adds where it is new.
func addMenu(ctx context.Context, tx *sql.Tx, hash string, body []byte) (number int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT number FROM menus WHERE hash = ?`, hash).Scan(&number)
	if !errors.Is(err, sql.ErrNoRows) {
		return number, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) + 1 FROM menus`).Scan(&number); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO menus (number, hash, body) VALUES (?, ?, ?)`, number, hash, notNull(body))
	return number, err
}

// notNull makes of no bytes an empty value, since nil is NULL to the driver.
func notNull(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Menu returns the body of a menu. One that no exchange has named is an error
// that wraps fs.ErrNotExist.
func (l *Log) Menu(ctx context.Context, hash string) ([]byte, error) {
	has, err := l.hasAnswers(ctx)
	var body []byte
	if has {
		err = l.db.QueryRowContext(ctx, `SELECT body FROM menus WHERE hash = ?`, hash).Scan(&body)
	}
	if errors.Is(err, sql.ErrNoRows) || err == nil && !has {
		err = fmt.Errorf("menu %q: %w", hash, fs.ErrNotExist)
	}
	return body, l.fail(err)
}

// LastExchange returns the number of the last exchange, and 0 where there is
// none.
func (l *Log) LastExchange(ctx context.Context) (int64, error) {
	if has, err := l.hasAnswers(ctx); err != nil || !has {
		return 0, l.fail(err)
	}
	last, err := lastExchange(ctx, l.db)
	return last, l.fail(err)
}

// LastAnswered returns the number of the last exchange that gave an answer, and
// 0 where none did.
func (l *Log) LastAnswered(ctx context.Context) (last int64, err error) {
	if has, err := l.hasAnswers(ctx); err != nil || !has {
		return 0, l.fail(err)
	}
	err = l.db.QueryRowContext(ctx, `SELECT exchange FROM answers ORDER BY seq DESC LIMIT 1`).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return last, l.fail(err)
}

func lastExchange(ctx context.Context, q querier) (last int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM exchanges`).Scan(&last)
	return last, err
}

// Exchanges goes over all exchanges, oldest first. An error is the last. A writer
// may add to the log meanwhile.
func (l *Log) Exchanges(ctx context.Context) iter.Seq2[Exchange, error] {
	return l.exchanges(ctx, 1, 1<<62)
}

// Exchange returns one exchange by its number. One that is not there is an
// error that wraps fs.ErrNotExist.
func (l *Log) Exchange(ctx context.Context, seq int64) (Exchange, error) {
	for e, err := range l.exchanges(ctx, seq, seq) {
		return e, err
	}
	return Exchange{}, l.fail(fmt.Errorf("exchange %d: %w", seq, fs.ErrNotExist))
}

func (l *Log) exchanges(ctx context.Context, from, to int64) iter.Seq2[Exchange, error] {
	return func(yield func(Exchange, error) bool) {
		if err := l.eachExchange(ctx, from, to, yield); err != nil {
			yield(Exchange{}, l.fail(err))
		}
	}
}

// exchangeBatch is how many exchanges are read at once. Between batches writers
// get their turn: one that waits for a reader gives up after a while.
const exchangeBatch = 32

func (l *Log) eachExchange(ctx context.Context, from, to int64, yield func(Exchange, error) bool) error {
	if has, err := l.hasAnswers(ctx); err != nil || !has {
		return err
	}
	for {
		batch, err := l.readExchanges(ctx, from, to)
		for i := range batch {
			if !yield(batch[i], nil) {
				return nil
			}
		}
		if err != nil || len(batch) < exchangeBatch {
			return err
		}
		from = batch[len(batch)-1].Seq + 1
	}
}

// readExchanges returns the first exchanges of a range, at most exchangeBatch,
// also with an error: those before it.
func (l *Log) readExchanges(ctx context.Context, from, to int64) ([]Exchange, error) {
	rows, err := l.db.QueryContext(ctx, `
		SELECT seq, at, server, model, prompt_version, mode, prompt_tokens, completion_tokens, cost, answers, sent, received
		FROM exchanges WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`, from, to, exchangeBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var batch []Exchange
	for rows.Next() {
		var e Exchange
		var sent, received sql.RawBytes
		err := rows.Scan(&e.Seq, &e.At, &e.Server, &e.Model, &e.PromptVersion, &e.Mode,
			&e.PromptTokens, &e.CompletionTokens, &e.Cost, &e.Answers, &sent, &received)
		if err == nil {
			e.Sent, e.Received, err = l.packer.unpack(sent, received)
		}
		if err != nil {
			return batch, fmt.Errorf("exchange %d: %w", e.Seq, err)
		}
		batch = append(batch, e)
	}
	return batch, rows.Err()
}
