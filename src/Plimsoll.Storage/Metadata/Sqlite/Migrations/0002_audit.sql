-- One row an event, for ever. The id is a version 7 UUID, so its order is the order of time and the primary key serves every listing.
CREATE TABLE events(
  id         BLOB PRIMARY KEY,
  at         INTEGER NOT NULL,
  action     TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  principal  TEXT NOT NULL,
  auth_kind  TEXT NOT NULL,
  repository TEXT,
  reference  TEXT,
  digest     TEXT,
  media_type TEXT,
  bytes      INTEGER,
  address    TEXT,
  user_agent TEXT,
  request_id TEXT,
  detail     TEXT
) STRICT, WITHOUT ROWID;
