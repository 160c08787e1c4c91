-- Every event: its number, what it is, when (microseconds since 1970-01-01
-- UTC) and by whom. Tables of one kind continue the row under the same number.
CREATE TABLE events (
  seq  INTEGER PRIMARY KEY,
  kind TEXT    NOT NULL,
  at   INTEGER NOT NULL,
  by   TEXT    NOT NULL
) STRICT;

-- Events of kind 'label'.
CREATE TABLE labels (
  seq         INTEGER PRIMARY KEY REFERENCES events (seq),
  verbatim_id TEXT    NOT NULL,
  theme_id    TEXT    NOT NULL,
  removed     INTEGER NOT NULL CHECK (removed IN (0, 1))
) STRICT;

-- The latest label of a verbatim and theme.
CREATE INDEX labels_of ON labels (verbatim_id, theme_id, seq, removed);

-- The numbers have no gap. This also stops INSERT OR REPLACE, which deletes
-- without telling the triggers below.
CREATE TRIGGER events_follow BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'the next event has the next number'); END;

CREATE TRIGGER labels_follow BEFORE INSERT ON labels
WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM labels)
BEGIN SELECT RAISE(ABORT, 'the next label has a higher number'); END;

CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER labels_stay BEFORE UPDATE ON labels
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER labels_last BEFORE DELETE ON labels
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

