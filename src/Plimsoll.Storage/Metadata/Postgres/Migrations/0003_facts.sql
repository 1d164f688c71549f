-- Facts are keyed by what was opened and by the version of the scanner that opened it; a newer scanner simply finds nothing yet.
CREATE TABLE layer_facts(
  digest          text COLLATE "C" NOT NULL,
  scanner_version bigint NOT NULL,
  facts           bytea NOT NULL,
  PRIMARY KEY(digest, scanner_version)
);

-- state: waiting, running, done, failed. A running job whose lease ended is taken again.
CREATE TABLE inspections(
  digest          text COLLATE "C" NOT NULL,
  scanner_version bigint NOT NULL,
  repository      text COLLATE "C" NOT NULL,
  state           text NOT NULL,
  attempts        integer NOT NULL DEFAULT 0,
  due_at          bigint NOT NULL,
  document        bytea,
  error           text,
  PRIMARY KEY(digest, scanner_version)
);
CREATE INDEX inspections_due ON inspections(scanner_version, due_at) WHERE state IN ('waiting', 'running');
