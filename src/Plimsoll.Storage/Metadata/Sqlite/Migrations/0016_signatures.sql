-- Who signed what: named identities, what became of each signature of an image, and images whose signatures are to be looked at.

CREATE TABLE named_identities(
  name       TEXT PRIMARY KEY,
  document   BLOB NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- position: of the signature among those of the image. artifact: the manifest that holds it.
CREATE TABLE signature_facts(
  repository_id  INTEGER NOT NULL,
  image          TEXT NOT NULL,
  position       INTEGER NOT NULL,
  artifact       TEXT NOT NULL,
  family         TEXT NOT NULL,
  verdict        TEXT NOT NULL,
  name           TEXT,
  identity       TEXT,
  issuer         TEXT,
  reason         TEXT,
  signed_at      INTEGER,
  predicate_type TEXT,
  checked_at     INTEGER NOT NULL,
  PRIMARY KEY(repository_id, image, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX signature_facts_by_name ON signature_facts(name, repository_id, image) WHERE name IS NOT NULL;

-- stamp: grows when there is something new while the image is looked at.
CREATE TABLE signature_queue(
  repository_id INTEGER NOT NULL,
  image         TEXT NOT NULL,
  stamp         INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(repository_id, image)
) STRICT, WITHOUT ROWID;

-- One row: the digest of everything that is believed. Another one has all images looked at anew.
CREATE TABLE signature_trust(
  id       INTEGER PRIMARY KEY CHECK(id = 1),
  material TEXT NOT NULL
) STRICT;

CREATE TRIGGER signature_pushed AFTER INSERT ON manifests
  WHEN NEW.subject IS NOT NULL AND (NEW.artifact_type LIKE 'application/vnd.dev.sigstore.bundle%' OR NEW.artifact_type = 'application/vnd.cncf.notary.signature')
BEGIN
  INSERT INTO signature_queue(repository_id, image) VALUES(NEW.repository_id, NEW.subject) ON CONFLICT(repository_id, image) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER signature_tagged AFTER INSERT ON tag_moves WHEN NEW.tag LIKE 'sha256-%.sig' OR NEW.tag LIKE 'sha256-%.att'
BEGIN
  INSERT INTO signature_queue(repository_id, image) VALUES(NEW.repository_id, 'sha256:' || substr(NEW.tag, 8, 64)) ON CONFLICT(repository_id, image) DO UPDATE SET stamp = stamp + 1;
END;
-- Signatures may come before what they are of.
CREATE TRIGGER signature_awaited AFTER INSERT ON manifests WHEN EXISTS(SELECT 1 FROM signature_facts WHERE repository_id = NEW.repository_id AND image = NEW.digest)
BEGIN
  INSERT INTO signature_queue(repository_id, image) VALUES(NEW.repository_id, NEW.digest) ON CONFLICT(repository_id, image) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER signature_removed AFTER DELETE ON manifests
  WHEN EXISTS(SELECT 1 FROM signature_facts WHERE repository_id = OLD.repository_id AND image = OLD.digest) OR (OLD.subject IS NOT NULL AND EXISTS(SELECT 1 FROM signature_facts WHERE repository_id = OLD.repository_id AND image = OLD.subject))
BEGIN
  DELETE FROM signature_facts WHERE repository_id = OLD.repository_id AND (image = OLD.digest OR (image = OLD.subject AND artifact = OLD.digest));
END;

-- What lies here already.
INSERT INTO signature_queue(repository_id, image) SELECT DISTINCT repository_id, subject FROM manifests
  WHERE subject IS NOT NULL AND (artifact_type LIKE 'application/vnd.dev.sigstore.bundle%' OR artifact_type = 'application/vnd.cncf.notary.signature') ON CONFLICT DO NOTHING;
INSERT INTO signature_queue(repository_id, image) SELECT DISTINCT repository_id, 'sha256:' || substr(name, 8, 64) FROM tags WHERE name LIKE 'sha256-%.sig' OR name LIKE 'sha256-%.att' ON CONFLICT DO NOTHING;
