-- Who vouches for what: signed statements by what they are about, which packages of an image are their vendor's, who signs in a repository, what waits for somebody to approve it.

-- subject: what it is about: a digest (a chain id, a configuration, an image), or tag:REPOSITORY:TAG. repository: who may read that, may read the statement. artifact: the manifest that carries it there.
CREATE TABLE vouchings(
  id             INTEGER PRIMARY KEY,
  subject        TEXT NOT NULL,
  predicate_type TEXT NOT NULL,
  repository     TEXT NOT NULL,
  artifact       TEXT,
  bundle_digest  TEXT NOT NULL,
  bundle         BLOB NOT NULL,
  verdict        TEXT NOT NULL,
  identity       TEXT,
  issuer         TEXT,
  reason         TEXT,
  signed_at      INTEGER,
  image          TEXT,
  tag            TEXT,
  sequence       INTEGER,
  made_at        INTEGER NOT NULL,
  UNIQUE(subject, bundle_digest, repository)
) STRICT;
CREATE INDEX vouchings_by_subject ON vouchings(subject, predicate_type, id);
CREATE INDEX vouchings_by_image ON vouchings(image, id) WHERE image IS NOT NULL;

-- Artifacts that may carry statements or signatures and were not looked at yet, and images that were opened.
CREATE TABLE vouching_queue(
  id         INTEGER PRIMARY KEY,
  repository TEXT NOT NULL,
  digest     TEXT NOT NULL,
  is_image   INTEGER NOT NULL
) STRICT;
CREATE TRIGGER vouching_pushed AFTER INSERT ON manifests WHEN NEW.artifact_type LIKE 'application/vnd.dev.sigstore.bundle%' OR NEW.artifact_type = 'application/vnd.cncf.notary.signature' BEGIN
  INSERT INTO vouching_queue(repository, digest, is_image) SELECT name, NEW.digest, 0 FROM repositories WHERE id = NEW.repository_id;
END;
CREATE TRIGGER vouching_opened AFTER UPDATE OF state ON inspections WHEN NEW.state = 'done' BEGIN
  INSERT INTO vouching_queue(repository, digest, is_image) VALUES(NEW.repository, NEW.digest, 1);
END;

-- keys: digest of the keys that it was proven with.
CREATE TABLE content_proofs(
  image   TEXT PRIMARY KEY,
  keys    TEXT NOT NULL,
  report  BLOB NOT NULL,
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The signer of a repository that is expected from now on.
CREATE TABLE signer_pins(
  repository TEXT PRIMARY KEY,
  identity   TEXT NOT NULL,
  issuer     TEXT,
  pinned_at  INTEGER NOT NULL,
  pinned_by  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- state: waiting, approved, rejected. enforced: 1 when tags that lead to the image are not served while it waits.
CREATE TABLE signer_holds(
  id         INTEGER PRIMARY KEY,
  repository TEXT NOT NULL,
  image      TEXT NOT NULL,
  artifact   TEXT NOT NULL,
  identity   TEXT NOT NULL,
  issuer     TEXT,
  state      TEXT NOT NULL,
  enforced   INTEGER NOT NULL,
  made_at    INTEGER NOT NULL,
  decided_at INTEGER,
  decided_by TEXT,
  UNIQUE(repository, image, artifact)
) STRICT;
CREATE INDEX signer_holds_waiting ON signer_holds(repository, image) WHERE state <> 'approved';

-- Moves of tags that no signed statement binds yet.
CREATE TABLE tag_binding_queue(
  move INTEGER PRIMARY KEY
) STRICT;
CREATE TRIGGER tag_binding_moved AFTER INSERT ON tag_moves BEGIN
  INSERT INTO tag_binding_queue(move) VALUES(NEW.id) ON CONFLICT DO NOTHING;
END;
