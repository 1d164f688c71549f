-- Who signed what: named identities, what became of each signature of an image, and images whose signatures are to be looked at.

CREATE TABLE named_identities(
  name       text COLLATE "C" PRIMARY KEY,
  document   bytea NOT NULL,
  changed_at bigint NOT NULL,
  changed_by text NOT NULL
);

-- position: of the signature among those of the image. artifact: the manifest that holds it.
CREATE TABLE signature_facts(
  repository_id  bigint NOT NULL,
  image          text COLLATE "C" NOT NULL,
  position       bigint NOT NULL,
  artifact       text NOT NULL,
  family         text NOT NULL,
  verdict        text NOT NULL,
  name           text COLLATE "C",
  identity       text,
  issuer         text,
  reason         text,
  signed_at      bigint,
  predicate_type text,
  checked_at     bigint NOT NULL,
  PRIMARY KEY(repository_id, image, position)
);
CREATE INDEX signature_facts_by_name ON signature_facts(name, repository_id, image) WHERE name IS NOT NULL;

-- stamp: grows when there is something new while the image is looked at.
CREATE TABLE signature_queue(
  repository_id bigint NOT NULL,
  image         text COLLATE "C" NOT NULL,
  stamp         bigint NOT NULL DEFAULT 0,
  PRIMARY KEY(repository_id, image)
);

-- One row: the digest of everything that is believed. Another one has all images looked at anew.
CREATE TABLE signature_trust(
  id       bigint PRIMARY KEY CHECK(id = 1),
  material text NOT NULL
);

CREATE FUNCTION signature_pushed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO signature_queue AS q(repository_id, image) VALUES(NEW.repository_id, NEW.subject) ON CONFLICT(repository_id, image) DO UPDATE SET stamp = q.stamp + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER signature_pushed AFTER INSERT ON manifests FOR EACH ROW
  WHEN (NEW.subject IS NOT NULL AND (NEW.artifact_type LIKE 'application/vnd.dev.sigstore.bundle%' OR NEW.artifact_type = 'application/vnd.cncf.notary.signature')) EXECUTE FUNCTION signature_pushed();
CREATE FUNCTION signature_tagged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO signature_queue AS q(repository_id, image) VALUES(NEW.repository_id, 'sha256:' || substr(NEW.tag, 8, 64)) ON CONFLICT(repository_id, image) DO UPDATE SET stamp = q.stamp + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER signature_tagged AFTER INSERT ON tag_moves FOR EACH ROW WHEN (NEW.tag LIKE 'sha256-%.sig' OR NEW.tag LIKE 'sha256-%.att') EXECUTE FUNCTION signature_tagged();
-- Signatures may come before what they are of.
CREATE FUNCTION signature_awaited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO signature_queue AS q(repository_id, image) SELECT NEW.repository_id, NEW.digest WHERE EXISTS(SELECT 1 FROM signature_facts WHERE repository_id = NEW.repository_id AND image = NEW.digest)
    ON CONFLICT(repository_id, image) DO UPDATE SET stamp = q.stamp + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER signature_awaited AFTER INSERT ON manifests FOR EACH ROW EXECUTE FUNCTION signature_awaited();
CREATE FUNCTION signature_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM signature_facts WHERE repository_id = OLD.repository_id AND (image = OLD.digest OR (image = OLD.subject AND artifact = OLD.digest));
  RETURN NULL;
END $$;
CREATE TRIGGER signature_removed AFTER DELETE ON manifests FOR EACH ROW EXECUTE FUNCTION signature_removed();

-- What lies here already.
INSERT INTO signature_queue(repository_id, image) SELECT DISTINCT repository_id, subject FROM manifests
  WHERE subject IS NOT NULL AND (artifact_type LIKE 'application/vnd.dev.sigstore.bundle%' OR artifact_type = 'application/vnd.cncf.notary.signature') ON CONFLICT DO NOTHING;
INSERT INTO signature_queue(repository_id, image) SELECT DISTINCT repository_id, 'sha256:' || substr(name, 8, 64) FROM tags WHERE name LIKE 'sha256-%.sig' OR name LIKE 'sha256-%.att' ON CONFLICT DO NOTHING;
