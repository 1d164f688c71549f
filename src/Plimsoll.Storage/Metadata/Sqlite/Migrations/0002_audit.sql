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
-- One for each question that is asked of a log of millions; everything else is read along the primary key. What is neither a pull nor a success is rare and
-- looked for often.
CREATE INDEX events_by_repository ON events(repository, id) WHERE repository IS NOT NULL;
CREATE INDEX events_by_principal ON events(principal, id);
CREATE INDEX events_refused ON events(outcome, id) WHERE outcome <> 'ok';
CREATE INDEX events_changing ON events(action, id) WHERE action NOT IN ('pull', 'resolve');
