-- Content: blobs by digest, what each repository has of them, manifests with their graph, tags with their history, uploads, and the queue of
-- what may have become garbage. Times are milliseconds since 1970 UTC. Digests are text, so that a person with a shell can read the tables.
-- In tables without rowid the columns of the key come first and in its order: SQLite 3.40 reports false damage otherwise.

-- The counts are kept by the transactions that change tags and manifests, so that a list of repositories counts nothing.
CREATE TABLE repositories(
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  created_at     INTEGER NOT NULL,
  tag_count      INTEGER NOT NULL DEFAULT 0,
  manifest_count INTEGER NOT NULL DEFAULT 0,
  last_push_at   INTEGER
) STRICT;
CREATE INDEX repositories_with_manifests ON repositories(name) WHERE manifest_count > 0;

-- state: 0 live, 1 condemned (garbage, may be revived until its grace ends), 2 deleting (counts as missing).
-- storage_key is null for a blob that is kept in inline_blobs. Keys are random and never used twice; an index to prove it would cost every push a page.
CREATE TABLE blobs(
  id          INTEGER PRIMARY KEY,
  digest      TEXT NOT NULL UNIQUE,
  size        INTEGER NOT NULL,
  storage_key TEXT,
  state       INTEGER NOT NULL DEFAULT 0,
  state_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE inline_blobs(
  blob_id INTEGER PRIMARY KEY REFERENCES blobs(id) ON DELETE CASCADE,
  content BLOB NOT NULL
) STRICT;

-- A pin keeps a blob that no manifest names yet. Its end is an event for collection, so the index of pins is at the same time their queue: a review either
-- takes the row away or, when a manifest needs the blob by then, sets the pin to 0.
CREATE TABLE repo_blobs(
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  blob_id       INTEGER NOT NULL REFERENCES blobs(id),
  pinned_until  INTEGER NOT NULL,
  PRIMARY KEY(repository_id, blob_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX repo_blobs_by_blob ON repo_blobs(blob_id, repository_id);
CREATE INDEX repo_blobs_by_pin ON repo_blobs(pinned_until) WHERE pinned_until > 0;

-- The empty blob and {} are in every repository without a row in repo_blobs, except where somebody deleted them. They have rows here so that manifests
-- can name them as they name any other blob; collection leaves the ids 1 and 2 alone.
INSERT INTO blobs(id, digest, size, storage_key, state, state_at) VALUES
  (1, 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0, NULL, 0, 0),
  (2, 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 2, NULL, 0, 0);
INSERT INTO inline_blobs(blob_id, content) VALUES (1, x''), (2, x'7b7d');

CREATE TABLE removed_virtual_blobs(
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  digest        TEXT NOT NULL,
  PRIMARY KEY(repository_id, digest)
) STRICT, WITHOUT ROWID;

-- artifact_type is what a referrers list shows: the manifest's own, else the media type of its config. pushed_at is when it came first, last_push_at when it
-- came last: collection counts its grace from there.
CREATE TABLE manifests(
  id            INTEGER PRIMARY KEY,
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  digest        TEXT NOT NULL,
  media_type    TEXT NOT NULL,
  artifact_type TEXT,
  subject       TEXT,
  size          INTEGER NOT NULL,
  pushed_at     INTEGER NOT NULL,
  last_push_at  INTEGER NOT NULL,
  UNIQUE(repository_id, digest)
) STRICT;
CREATE INDEX manifests_by_subject ON manifests(repository_id, subject, digest) WHERE subject IS NOT NULL;
CREATE INDEX manifests_by_push ON manifests(repository_id, pushed_at, id);

CREATE TABLE manifest_contents(
  manifest_id INTEGER PRIMARY KEY REFERENCES manifests(id) ON DELETE CASCADE,
  content     BLOB NOT NULL
) STRICT;

-- Annotations of referrers, as JSON, so that a referrers list needs no manifest to be parsed.
CREATE TABLE manifest_annotations(
  manifest_id INTEGER PRIMARY KEY REFERENCES manifests(id) ON DELETE CASCADE,
  annotations TEXT NOT NULL
) STRICT;

-- kind: 0 config, 1 layer, 2 entry of an index that is a blob (build caches).
CREATE TABLE manifest_blobs(
  manifest_id   INTEGER NOT NULL REFERENCES manifests(id) ON DELETE CASCADE,
  blob_id       INTEGER NOT NULL REFERENCES blobs(id),
  kind          INTEGER NOT NULL,
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  PRIMARY KEY(manifest_id, blob_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_blobs_by_blob ON manifest_blobs(blob_id, repository_id);

-- Children by digest, not by id: a sparse index names children that are not here.
CREATE TABLE manifest_children(
  manifest_id   INTEGER NOT NULL REFERENCES manifests(id) ON DELETE CASCADE,
  child         TEXT NOT NULL,
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  PRIMARY KEY(manifest_id, child)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_children_by_child ON manifest_children(repository_id, child);

CREATE TABLE tags(
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  name          TEXT NOT NULL,
  digest        TEXT NOT NULL,
  updated_at    INTEGER NOT NULL,
  PRIMARY KEY(repository_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_digest ON tags(repository_id, digest, name);

-- Every move of a tag for ever; digest is null where the tag was deleted.
CREATE TABLE tag_moves(
  id            INTEGER PRIMARY KEY,
  repository_id INTEGER NOT NULL REFERENCES repositories(id),
  tag           TEXT NOT NULL,
  digest        TEXT,
  previous      TEXT,
  at            INTEGER NOT NULL,
  actor         TEXT NOT NULL
) STRICT;
CREATE INDEX tag_moves_by_tag ON tag_moves(repository_id, tag, id);
CREATE INDEX tag_moves_by_repository ON tag_moves(repository_id, id);

CREATE TABLE uploads(
  id          TEXT PRIMARY KEY,
  repository  TEXT NOT NULL,
  storage_key TEXT NOT NULL UNIQUE,
  algorithm   TEXT NOT NULL,
  position    INTEGER NOT NULL,
  hash_state  BLOB,
  principal   TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_expiry ON uploads(expires_at);

-- What events left behind for garbage collection to review. kind: key (bytes without a row, repository 0), blob (of the repository, or of none any more),
-- manifest.
CREATE TABLE gc_queue(
  kind          TEXT NOT NULL,
  repository_id INTEGER NOT NULL,
  subject       TEXT NOT NULL,
  review_after  INTEGER NOT NULL,
  attempts      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(kind, repository_id, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX gc_queue_by_time ON gc_queue(review_after);
