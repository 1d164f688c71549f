-- Garbage collection: what was deleted and can still come back, and the state of the collector.

-- Candidates are listed by kind. Beside the kinds of 0001 there is orphan: a manifest whose index or subject was deleted; manifest means one without a tag.
DROP INDEX gc_queue_by_time;
CREATE INDEX gc_queue_by_kind ON gc_queue(kind, review_after, repository_id, subject);

-- Condemned blobs and those that are being deleted: the index is their queue.
CREATE INDEX blobs_garbage ON blobs(state, id) WHERE state > 0;

-- A deleted manifest is kept until a grace has passed; its blobs stay at least as long, because deleting it starts their grace. tags: those that it lost with its
-- deletion, separated by spaces. sparse: some children were not there. collected: collection deleted it, not a request; a push that needs such a one brings it back.
CREATE TABLE deleted_manifests(
  id            INTEGER PRIMARY KEY,
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  digest        TEXT NOT NULL,
  media_type    TEXT NOT NULL,
  subject       TEXT,
  tags          TEXT NOT NULL,
  sparse        INTEGER NOT NULL,
  collected     INTEGER NOT NULL,
  pushed_at     INTEGER NOT NULL,
  deleted_at    INTEGER NOT NULL,
  content       BLOB NOT NULL,
  UNIQUE(repository_id, digest)
) STRICT;
CREATE INDEX deleted_manifests_by_time ON deleted_manifests(deleted_at);
CREATE INDEX deleted_manifests_by_subject ON deleted_manifests(repository_id, subject, digest) WHERE subject IS NOT NULL;

-- Who does a piece of work in the background, until when.
CREATE TABLE leases(
  name       TEXT PRIMARY KEY,
  holder     TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The latest time that collection saw: when the clock shows an earlier one, it was set back, and nobody knows how old anything is.
CREATE TABLE collection_clock(
  one     INTEGER PRIMARY KEY CHECK(one = 1),
  seen_at INTEGER NOT NULL
) STRICT;
INSERT INTO collection_clock VALUES(1, 0);

-- What the latest runs came to, as JSON.
CREATE TABLE collection_runs(
  id         INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  report     TEXT NOT NULL
) STRICT;
