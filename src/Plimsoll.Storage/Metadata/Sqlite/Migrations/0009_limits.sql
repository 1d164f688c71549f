-- Rules by path, what quotas count, holds, and the last pull of each manifest.

-- terms is JSON, one form for each kind; a path glob is matched by the program, not here.
CREATE TABLE rules(
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL CHECK(kind IN ('retention', 'immutability', 'quota')),
  path       TEXT NOT NULL,
  locked     INTEGER NOT NULL,
  terms      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX rules_by_kind ON rules(kind, id);

-- What a quota allows and what is used of it. bytes: blobs of its repositories, each once, and their manifests; reserved: what uploads under way may still bring.
CREATE TABLE quotas(
  rule_id   INTEGER PRIMARY KEY REFERENCES rules(id) ON DELETE CASCADE,
  max_bytes INTEGER,
  max_tags  INTEGER,
  bytes     INTEGER NOT NULL DEFAULT 0,
  tags      INTEGER NOT NULL DEFAULT 0,
  reserved  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The repositories that a quota counts. A row is added when the repository or the quota is made, by the program, which reads globs.
CREATE TABLE quota_repositories(
  repository_id INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
  rule_id       INTEGER NOT NULL REFERENCES rules(id) ON DELETE CASCADE,
  PRIMARY KEY(repository_id, rule_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX quota_repositories_by_rule ON quota_repositories(rule_id);

-- How many repositories of a quota have a blob: it counts while there is one.
CREATE TABLE quota_blobs(
  rule_id INTEGER NOT NULL REFERENCES rules(id) ON DELETE CASCADE,
  blob_id INTEGER NOT NULL,
  holders INTEGER NOT NULL,
  PRIMARY KEY(rule_id, blob_id)
) STRICT, WITHOUT ROWID;

-- A reservation ends with its upload, however that ends.
CREATE TABLE quota_reservations(
  upload_id TEXT NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
  rule_id   INTEGER NOT NULL REFERENCES rules(id) ON DELETE CASCADE,
  bytes     INTEGER NOT NULL,
  PRIMARY KEY(upload_id, rule_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX quota_reservations_by_rule ON quota_reservations(rule_id);

-- The counters are kept by triggers, so that no statement that adds or takes a row, now or later, can forget them: used is the sum of rows at every moment.
CREATE TRIGGER quota_blob_added AFTER INSERT ON repo_blobs WHEN EXISTS(SELECT 1 FROM quota_repositories WHERE repository_id = NEW.repository_id)
BEGIN
  UPDATE quotas SET bytes = bytes + (SELECT size FROM blobs WHERE id = NEW.blob_id)
  WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = NEW.repository_id)
    AND NOT EXISTS(SELECT 1 FROM quota_blobs b WHERE b.rule_id = quotas.rule_id AND b.blob_id = NEW.blob_id);
  INSERT INTO quota_blobs(rule_id, blob_id, holders) SELECT rule_id, NEW.blob_id, 1 FROM quota_repositories WHERE repository_id = NEW.repository_id
  ON CONFLICT(rule_id, blob_id) DO UPDATE SET holders = holders + 1;
END;

CREATE TRIGGER quota_blob_removed AFTER DELETE ON repo_blobs WHEN EXISTS(SELECT 1 FROM quota_repositories WHERE repository_id = OLD.repository_id)
BEGIN
  UPDATE quota_blobs SET holders = holders - 1
  WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = OLD.repository_id) AND blob_id = OLD.blob_id;
  UPDATE quotas SET bytes = bytes - (SELECT size FROM blobs WHERE id = OLD.blob_id)
  WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = OLD.repository_id)
    AND EXISTS(SELECT 1 FROM quota_blobs b WHERE b.rule_id = quotas.rule_id AND b.blob_id = OLD.blob_id AND b.holders = 0);
  DELETE FROM quota_blobs
  WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = OLD.repository_id) AND blob_id = OLD.blob_id AND holders = 0;
END;

CREATE TRIGGER quota_manifest_added AFTER INSERT ON manifests WHEN EXISTS(SELECT 1 FROM quota_repositories WHERE repository_id = NEW.repository_id)
BEGIN
  UPDATE quotas SET bytes = bytes + NEW.size WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = NEW.repository_id);
END;

CREATE TRIGGER quota_manifest_removed AFTER DELETE ON manifests WHEN EXISTS(SELECT 1 FROM quota_repositories WHERE repository_id = OLD.repository_id)
BEGIN
  UPDATE quotas SET bytes = bytes - OLD.size WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = OLD.repository_id);
END;

CREATE TRIGGER quota_tag_added AFTER INSERT ON tags WHEN EXISTS(SELECT 1 FROM quota_repositories WHERE repository_id = NEW.repository_id)
BEGIN
  UPDATE quotas SET tags = tags + 1 WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = NEW.repository_id);
END;

CREATE TRIGGER quota_tag_removed AFTER DELETE ON tags WHEN EXISTS(SELECT 1 FROM quota_repositories WHERE repository_id = OLD.repository_id)
BEGIN
  UPDATE quotas SET tags = tags - 1 WHERE rule_id IN (SELECT rule_id FROM quota_repositories WHERE repository_id = OLD.repository_id);
END;

CREATE TRIGGER quota_reserved AFTER INSERT ON quota_reservations
BEGIN
  UPDATE quotas SET reserved = reserved + NEW.bytes WHERE rule_id = NEW.rule_id;
END;

CREATE TRIGGER quota_reserved_more AFTER UPDATE OF bytes ON quota_reservations
BEGIN
  UPDATE quotas SET reserved = reserved + NEW.bytes - OLD.bytes WHERE rule_id = NEW.rule_id;
END;

CREATE TRIGGER quota_released AFTER DELETE ON quota_reservations
BEGIN
  UPDATE quotas SET reserved = reserved - OLD.bytes WHERE rule_id = OLD.rule_id;
END;

-- What must stay whatever the rules say: exactly one of a tag and a digest. kind: hold (somebody asked for it) or deployed (it runs somewhere). One that ends counts
-- as gone from then on. By name, because a repository may be held that is pushed to later.
CREATE TABLE holds(
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  repository TEXT NOT NULL,
  tag        TEXT,
  digest     TEXT,
  kind       TEXT NOT NULL CHECK(kind IN ('hold', 'deployed')),
  reason     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER,
  CHECK((tag IS NULL) <> (digest IS NULL))
) STRICT;
CREATE INDEX holds_by_repository ON holds(repository, id);
CREATE INDEX holds_by_digest ON holds(repository, digest) WHERE digest IS NOT NULL;
CREATE INDEX holds_by_tag ON holds(repository, tag) WHERE tag IS NOT NULL;

-- When a manifest was last asked for, to within a minute. Written with the batches of the audit log; pulls before this migration are not known.
CREATE TABLE last_pulls(
  manifest_id INTEGER PRIMARY KEY REFERENCES manifests(id) ON DELETE CASCADE,
  at          INTEGER NOT NULL
) STRICT;

-- When a manifest lost its last tag.
CREATE INDEX tag_moves_by_previous ON tag_moves(repository_id, previous, at) WHERE previous IS NOT NULL;
