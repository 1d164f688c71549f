-- Runs of work in the background. id is a version 7 UUID, so its order is the order of time. state: waiting, running, done, failed. due_at: when a waiting run is
-- due, when the lease of a running one ends.
CREATE TABLE job_runs(
  id           BLOB PRIMARY KEY,
  kind         TEXT NOT NULL,
  key          TEXT NOT NULL,
  state        TEXT NOT NULL CHECK(state IN ('waiting', 'running', 'done', 'failed')),
  due_at       INTEGER NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  started_at   INTEGER,
  finished_at  INTEGER,
  heartbeat_at INTEGER,
  holder       TEXT,
  progress     TEXT,
  error        TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX job_runs_open ON job_runs(kind, key) WHERE state IN ('waiting', 'running');
CREATE INDEX job_runs_by_key ON job_runs(kind, key, id);
CREATE INDEX job_runs_by_kind ON job_runs(kind, id);
CREATE INDEX job_runs_by_state ON job_runs(state, id);

-- When an inspection began and ended, and a list of those that are not done.
ALTER TABLE inspections ADD COLUMN started_at INTEGER;
ALTER TABLE inspections ADD COLUMN finished_at INTEGER;
CREATE INDEX inspections_open ON inspections(scanner_version, state, digest) WHERE state <> 'done';
