-- The services that vouch: keys, published documents, the transparency log.

-- sealed: the private half, encrypted with a key that is not in the database. public: certificates (DER, one after another) or SPKI. ended_at: NULL while the key is in use.
CREATE TABLE trust_keys(
  id         text PRIMARY KEY,
  role       text NOT NULL,
  public     bytea NOT NULL,
  sealed     bytea NOT NULL,
  host       text NOT NULL,
  started_at bigint NOT NULL,
  ended_at   bigint
);
CREATE UNIQUE INDEX trust_keys_in_use ON trust_keys(role) WHERE ended_at IS NULL;

CREATE TABLE trust_documents(
  name       text NOT NULL,
  version    bigint NOT NULL,
  content    bytea NOT NULL,
  expires_at bigint,
  PRIMARY KEY(name, version)
);

-- One row, which whoever appends to the log holds.
CREATE TABLE log_size(
  one  bigint PRIMARY KEY CHECK(one = 1),
  size bigint NOT NULL
);
INSERT INTO log_size(one, size) VALUES(1, 0);

CREATE TABLE log_entries(
  position  bigint PRIMARY KEY,
  body      bytea NOT NULL,
  logged_at bigint NOT NULL
);

-- 256 hashes a tile (C2SP tlog-tiles); only the last tile of a level has fewer, and grows.
CREATE TABLE log_tiles(
  level  bigint NOT NULL,
  number bigint NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY(level, number)
);

-- A size has one root, for ever: the primary key is what keeps the log from signing two.
CREATE TABLE log_states(
  size    bigint PRIMARY KEY,
  root    bytea NOT NULL,
  note    text,
  made_at bigint NOT NULL
);
