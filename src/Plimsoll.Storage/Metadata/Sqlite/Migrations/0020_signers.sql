-- Signatures in the order in which they came, when statements about tags end, rotations that the signer before signed.

-- Who signs first in a repository is expected there: images are looked at in the order in which something came. id: that order.
CREATE TABLE signature_queue_before AS SELECT repository_id, image, stamp FROM signature_queue;
DROP TABLE signature_queue;
CREATE TABLE signature_queue(
  id            INTEGER PRIMARY KEY,
  repository_id INTEGER NOT NULL,
  image         TEXT NOT NULL,
  stamp         INTEGER NOT NULL DEFAULT 0,
  UNIQUE(repository_id, image)
) STRICT;
INSERT INTO signature_queue(repository_id, image, stamp) SELECT repository_id, image, stamp FROM signature_queue_before ORDER BY repository_id, image;
DROP TABLE signature_queue_before;

-- cause: what a refusal or an unknown speaks of, one of a few words.
ALTER TABLE signature_facts ADD COLUMN cause TEXT;

-- expires_at: of the newest statement about a tag that leads somewhere; NULL for all others. Those of before are due at once.
ALTER TABLE vouchings ADD COLUMN expires_at INTEGER;
UPDATE vouchings SET expires_at = made_at
  WHERE image IS NOT NULL AND id IN (SELECT max(id) FROM vouchings WHERE predicate_type = 'https://plimsoll.dev/attestation/tag-binding/v1' GROUP BY subject);
CREATE INDEX vouchings_expiring ON vouchings(expires_at) WHERE expires_at IS NOT NULL;

-- Statements by which an expected signer named the next one, and that took effect: none does twice. statement: digest of what was signed.
CREATE TABLE signer_rotations(
  repository TEXT NOT NULL,
  statement  TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  PRIMARY KEY(repository, statement)
) STRICT, WITHOUT ROWID;
