-- Runs of work in the background. id is a version 7 UUID, so its order is the order of time. state: waiting, running, done, failed. due_at: when a waiting run is
-- due, when the lease of a running one ends.
CREATE TABLE job_runs(
  id           uuid PRIMARY KEY,
  kind         text COLLATE "C" NOT NULL,
  key          text COLLATE "C" NOT NULL,
  state        text COLLATE "C" NOT NULL CHECK(state IN ('waiting', 'running', 'done', 'failed')),
  due_at       bigint NOT NULL,
  attempts     integer NOT NULL DEFAULT 0,
  started_at   bigint,
  finished_at  bigint,
  heartbeat_at bigint,
  holder       text,
  progress     text,
  error        text
);
CREATE UNIQUE INDEX job_runs_open ON job_runs(kind, key) WHERE state IN ('waiting', 'running');
CREATE INDEX job_runs_by_key ON job_runs(kind, key, id);
CREATE INDEX job_runs_by_kind ON job_runs(kind, id);
CREATE INDEX job_runs_by_state ON job_runs(state, id);

-- When an inspection began and ended, and a list of those that are not done.
ALTER TABLE inspections ADD COLUMN started_at bigint;
ALTER TABLE inspections ADD COLUMN finished_at bigint;
CREATE INDEX inspections_open ON inspections(scanner_version, state, digest) WHERE state <> 'done';
