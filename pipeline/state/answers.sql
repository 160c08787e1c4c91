-- What models were asked and answered. These are no events: nobody decided them.

-- A request that a server answered: when (microseconds since 1970-01-01 UTC),
-- what was asked, both bodies as they went over the wire (zstd), what it cost,
-- and how many answers it gave.
CREATE TABLE exchanges (
  seq               INTEGER PRIMARY KEY,
  at                INTEGER NOT NULL,
  server            TEXT    NOT NULL,
  model             TEXT    NOT NULL,
  prompt_version    TEXT    NOT NULL,
  mode              TEXT    NOT NULL,
  prompt_tokens     INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  cost              REAL    NOT NULL,
  answers           INTEGER NOT NULL,
  sent              BLOB    NOT NULL,
  received          BLOB    NOT NULL
) STRICT;

-- The themes that a model could choose from, once each.
CREATE TABLE menus (
  number INTEGER PRIMARY KEY,
  hash   TEXT NOT NULL UNIQUE,
  body   BLOB NOT NULL
) STRICT;

-- What an exchange says about one key. The later answer has the higher number.
CREATE TABLE answers (
  seq      INTEGER PRIMARY KEY,
  key      TEXT    NOT NULL,
  menu     INTEGER NOT NULL REFERENCES menus (number),
  exchange INTEGER NOT NULL REFERENCES exchanges (seq),
  body     BLOB    NOT NULL
) STRICT;

-- Entries of one key stand in the order of seq.
CREATE INDEX answers_of ON answers (key);

-- What a server and model are known to take. Not append-only: it is no record,
-- and is found out again where it is lost.
CREATE TABLE modes (
  server TEXT NOT NULL,
  model  TEXT NOT NULL,
  mode   TEXT NOT NULL,
  PRIMARY KEY (server, model)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER exchanges_follow BEFORE INSERT ON exchanges
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM exchanges)
BEGIN SELECT RAISE(ABORT, 'the next exchange has the next number'); END;

CREATE TRIGGER menus_follow BEFORE INSERT ON menus
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM menus)
  OR EXISTS (SELECT 1 FROM menus WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the next menu has the next number and is a new one'); END;

CREATE TRIGGER answers_follow BEFORE INSERT ON answers
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM answers)
BEGIN SELECT RAISE(ABORT, 'the next answer has the next number'); END;

CREATE TRIGGER exchanges_stay BEFORE UPDATE ON exchanges
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER exchanges_last BEFORE DELETE ON exchanges
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER menus_stay BEFORE UPDATE ON menus
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER menus_last BEFORE DELETE ON menus
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER answers_stay BEFORE UPDATE ON answers
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER answers_last BEFORE DELETE ON answers
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
