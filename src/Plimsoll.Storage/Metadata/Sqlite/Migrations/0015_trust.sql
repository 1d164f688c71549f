-- The services that vouch: keys, published documents, the transparency log.

-- sealed: the private half, encrypted with a key that is not in the database. public: certificates (DER, one after another) or SPKI. ended_at: NULL while the key is in use.
CREATE TABLE trust_keys(
  id         TEXT PRIMARY KEY,
  role       TEXT NOT NULL,
  public     BLOB NOT NULL,
  sealed     BLOB NOT NULL,
  host       TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX trust_keys_in_use ON trust_keys(role) WHERE ended_at IS NULL;

CREATE TABLE trust_documents(
  name       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  content    BLOB NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY(name, version)
) STRICT, WITHOUT ROWID;

-- One row, which whoever appends to the log holds.
CREATE TABLE log_size(
  one  INTEGER PRIMARY KEY CHECK(one = 1),
  size INTEGER NOT NULL
) STRICT;
INSERT INTO log_size(one, size) VALUES(1, 0);

CREATE TABLE log_entries(
  position  INTEGER PRIMARY KEY,
  body      BLOB NOT NULL,
  logged_at INTEGER NOT NULL
) STRICT;

-- 256 hashes a tile (C2SP tlog-tiles); only the last tile of a level has fewer, and grows.
CREATE TABLE log_tiles(
  level  INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY(level, number)
) STRICT;

-- A size has one root, for ever: the primary key is what keeps the log from signing two.
CREATE TABLE log_states(
  size    INTEGER PRIMARY KEY,
  root    BLOB NOT NULL,
  note    TEXT,
  made_at INTEGER NOT NULL
) STRICT;
