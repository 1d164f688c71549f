-- Facts are keyed by what was opened and by the version of the scanner that opened it; a newer scanner simply finds nothing yet.
CREATE TABLE layer_facts(
  digest          TEXT NOT NULL,
  scanner_version INTEGER NOT NULL,
  facts           BLOB NOT NULL,
  PRIMARY KEY(digest, scanner_version)
) STRICT;

-- state: waiting, running, done, failed. A running job whose lease ended is taken again.
CREATE TABLE inspections(
  digest          TEXT NOT NULL,
  scanner_version INTEGER NOT NULL,
  repository      TEXT NOT NULL,
  state           TEXT NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  due_at          INTEGER NOT NULL,
  document        BLOB,
  error           TEXT,
  PRIMARY KEY(digest, scanner_version)
) STRICT;
CREATE INDEX inspections_due ON inspections(scanner_version, due_at) WHERE state IN ('waiting', 'running');
