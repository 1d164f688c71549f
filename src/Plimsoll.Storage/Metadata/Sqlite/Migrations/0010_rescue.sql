-- What rescues data: which store this is, holds on collection, the journal that a database can be rebuilt from, and what scrubbing found.

-- next_segment: number of the next object of the journal. A number is taken here before the object is written, so an object whose number is not below this one was
-- written for a later state of the database than this. checkpoint: the first segment that still counts; 0 when the whole state has to be written down first.
-- read_only: why nothing may be changed, null normally.
CREATE TABLE store_state(
  one          INTEGER PRIMARY KEY CHECK(one = 1),
  store_id     TEXT NOT NULL,
  next_segment INTEGER NOT NULL,
  checkpoint   INTEGER NOT NULL,
  entries      INTEGER NOT NULL,
  read_only    TEXT
) STRICT;
INSERT INTO store_state(one, store_id, next_segment, checkpoint, entries, read_only) VALUES(1, lower(hex(randomblob(16))), 1, 0, 0, NULL);

-- While there is a hold that has not ended, collection deletes no bytes.
CREATE TABLE collection_holds(
  name       TEXT PRIMARY KEY,
  reason     TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_holds_by_end ON collection_holds(expires_at);

-- What changed since the journal was written last. A row names the thing; the journal takes it as it is then. kind: manifest (subject: digest), blob (digest),
-- move (number of the row in tag_moves). The triggers make it part of the transaction of every change.
CREATE TABLE journal_queue(
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          TEXT NOT NULL,
  repository_id INTEGER NOT NULL,
  subject       TEXT NOT NULL
) STRICT;
CREATE TRIGGER journal_manifest_added AFTER INSERT ON manifests BEGIN
  INSERT INTO journal_queue(kind, repository_id, subject) VALUES('manifest', NEW.repository_id, NEW.digest);
END;
CREATE TRIGGER journal_manifest_removed AFTER DELETE ON manifests BEGIN
  INSERT INTO journal_queue(kind, repository_id, subject) VALUES('manifest', OLD.repository_id, OLD.digest);
END;
CREATE TRIGGER journal_blob_added AFTER INSERT ON blobs BEGIN
  INSERT INTO journal_queue(kind, repository_id, subject) VALUES('blob', 0, NEW.digest);
END;
CREATE TRIGGER journal_blob_moved AFTER UPDATE OF storage_key ON blobs BEGIN
  INSERT INTO journal_queue(kind, repository_id, subject) VALUES('blob', 0, NEW.digest);
END;
CREATE TRIGGER journal_blob_removed AFTER DELETE ON blobs BEGIN
  INSERT INTO journal_queue(kind, repository_id, subject) VALUES('blob', 0, OLD.digest);
END;
CREATE TRIGGER journal_tag_moved AFTER INSERT ON tag_moves BEGIN
  INSERT INTO journal_queue(kind, repository_id, subject) VALUES('move', NEW.repository_id, NEW.id);
END;

-- The state of a blob may also be 3, damaged: its bytes are known to be lost or changed. It counts as missing until it is pushed again or repaired.
CREATE TABLE scrub_findings(
  subject  TEXT PRIMARY KEY,
  kind     TEXT NOT NULL CHECK(kind IN ('missing', 'damaged', 'orphan')),
  size     INTEGER NOT NULL,
  found_at INTEGER NOT NULL,
  detail   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the scrub stands, as JSON, so that it goes on there in another process.
CREATE TABLE scrub_progress(
  one      INTEGER PRIMARY KEY CHECK(one = 1),
  progress TEXT NOT NULL
) STRICT;
