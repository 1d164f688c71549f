-- Advisories by the packages they speak of. head: the record without its packages, as JSON packed with Brotli; the packages are in statements, one JSON each, in the order of the record. hash: of all of
-- that, so that a record that did not change costs one look-up.

CREATE TABLE feeds(
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,
  origin        TEXT,
  tried_at      INTEGER NOT NULL DEFAULT 0,
  fetched_at    INTEGER,
  records       INTEGER NOT NULL DEFAULT 0,
  problem_count INTEGER NOT NULL DEFAULT 0,
  error         TEXT,
  etag          TEXT,
  last_modified TEXT
) STRICT;

CREATE TABLE feed_problems(
  feed    INTEGER NOT NULL REFERENCES feeds(id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  file    TEXT NOT NULL,
  record  TEXT,
  reason  TEXT NOT NULL,
  PRIMARY KEY(feed, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE namespaces(
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Made anew when reading a feed ends: what no feed covers cannot be evaluated.
CREATE TABLE feed_namespaces(
  feed      INTEGER NOT NULL REFERENCES feeds(id) ON DELETE CASCADE,
  namespace INTEGER NOT NULL REFERENCES namespaces(id),
  PRIMARY KEY(feed, namespace)
) STRICT, WITHOUT ROWID;

CREATE TABLE package_names(
  id        INTEGER PRIMARY KEY,
  namespace INTEGER NOT NULL REFERENCES namespaces(id),
  name      TEXT NOT NULL,
  UNIQUE(namespace, name)
) STRICT;

CREATE TABLE advisories(
  id        INTEGER PRIMARY KEY,
  source    TEXT NOT NULL,
  name      TEXT NOT NULL,
  part      TEXT NOT NULL,
  feed      INTEGER NOT NULL REFERENCES feeds(id),
  hash      BLOB NOT NULL,
  modified  INTEGER,
  withdrawn INTEGER,
  head      BLOB NOT NULL,
  UNIQUE(source, name, part)
) STRICT;
CREATE INDEX advisories_by_name ON advisories(name, id);
CREATE INDEX advisories_by_feed ON advisories(feed, id);

-- Other names of the same vulnerability, and the vulnerabilities that a record of a distributor mends.
CREATE TABLE advisory_aliases(
  alias    TEXT NOT NULL,
  advisory INTEGER NOT NULL REFERENCES advisories(id) ON DELETE CASCADE,
  PRIMARY KEY(alias, advisory)
) STRICT, WITHOUT ROWID;
CREATE INDEX advisory_aliases_by_advisory ON advisory_aliases(advisory);

CREATE TABLE statements(
  id           INTEGER PRIMARY KEY,
  advisory     INTEGER NOT NULL REFERENCES advisories(id) ON DELETE CASCADE,
  ordinal      INTEGER NOT NULL,
  package_name INTEGER NOT NULL REFERENCES package_names(id),
  content      BLOB NOT NULL,
  UNIQUE(advisory, ordinal)
) STRICT;
CREATE INDEX statements_by_package ON statements(package_name, id);

-- epss, percentile: in thousandths of a millionth. Days are days since 1970.
CREATE TABLE enrichments(
  cve            TEXT PRIMARY KEY,
  kev_added      INTEGER,
  kev_due        INTEGER,
  kev_ransomware INTEGER,
  kev_product    TEXT,
  kev_feed       INTEGER,
  epss           INTEGER,
  percentile     INTEGER,
  epss_day       INTEGER,
  epss_before    INTEGER,
  epss_feed      INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE vex_documents(
  digest     TEXT PRIMARY KEY,
  feed       INTEGER NOT NULL REFERENCES feeds(id),
  format     TEXT NOT NULL,
  name       TEXT NOT NULL,
  author     TEXT NOT NULL,
  place      TEXT NOT NULL,
  version    TEXT,
  issued_at  INTEGER,
  statements INTEGER NOT NULL,
  content    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX vex_documents_by_name ON vex_documents(format, name, author, place);

CREATE TABLE advisory_version(
  id      INTEGER PRIMARY KEY CHECK(id = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO advisory_version(id, version) VALUES(1, 0);
