-- Which images have which packages, as sets that images share; what is known against the packages; who asked for the images. Of a million images with 265 packages each there
-- are two million distinct packages and some hundred thousand sets, so that an advisory costs what its package name costs.

DROP TABLE image_components;
DROP TABLE components;
INSERT INTO index_queue(kind, digest) SELECT DISTINCT 'image', digest FROM inspections WHERE state = 'done' ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;

CREATE TABLE installed_names(
  id        INTEGER PRIMARY KEY,
  namespace TEXT NOT NULL,
  name      TEXT NOT NULL,
  UNIQUE(name, namespace)
) STRICT;

-- A package as advisories are held against it. detail: what else of it matters, as JSON without white space, or empty. Rows stay when no image has the package any more, so that
-- what was found keeps its name.
CREATE TABLE components(
  id       INTEGER PRIMARY KEY,
  name     INTEGER NOT NULL,
  version  TEXT NOT NULL,
  detail   TEXT NOT NULL,
  sort_key BLOB,
  UNIQUE(name, version, detail)
) STRICT;

-- Names besides its own that advisories know a component by, such as that of its source.
CREATE TABLE component_names(
  name      INTEGER NOT NULL,
  component INTEGER NOT NULL,
  PRIMARY KEY(name, component)
) STRICT, WITHOUT ROWID;

-- What one layer brought of one kind of package, as the image has it in the end. members: numbers of components, ascending, each as the distance from the one before in LEB128.
CREATE TABLE package_sets(
  id         INTEGER PRIMARY KEY,
  digest     BLOB NOT NULL UNIQUE,
  kind       TEXT NOT NULL,
  members    BLOB NOT NULL,
  first_seen INTEGER NOT NULL
) STRICT;
CREATE TABLE set_components(
  component   INTEGER NOT NULL,
  package_set INTEGER NOT NULL,
  PRIMARY KEY(component, package_set)
) STRICT, WITHOUT ROWID;
CREATE TABLE set_images(
  package_set INTEGER NOT NULL,
  image       INTEGER NOT NULL,
  PRIMARY KEY(package_set, image)
) STRICT, WITHOUT ROWID;
CREATE TABLE image_sets(
  image       INTEGER NOT NULL,
  package_set INTEGER NOT NULL,
  layer       INTEGER NOT NULL,
  PRIMARY KEY(image, package_set)
) STRICT, WITHOUT ROWID;

CREATE TABLE vulnerabilities(
  id       INTEGER PRIMARY KEY,
  advisory TEXT NOT NULL,
  source   TEXT NOT NULL,
  part     TEXT NOT NULL,
  UNIQUE(advisory, source, part)
) STRICT;
CREATE TABLE component_matches(
  component     INTEGER NOT NULL,
  vulnerability INTEGER NOT NULL,
  status        INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  PRIMARY KEY(component, vulnerability)
) STRICT, WITHOUT ROWID;
CREATE INDEX component_matches_by_vulnerability ON component_matches(vulnerability, component);
CREATE TABLE ended_matches(
  vulnerability INTEGER NOT NULL,
  component     INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  until         INTEGER NOT NULL,
  status        INTEGER NOT NULL,
  PRIMARY KEY(vulnerability, component, since)
) STRICT, WITHOUT ROWID;

-- What has to be held against the advisories: names that they say something else about, components nobody has looked at, and how far all are looked at again.
CREATE TABLE match_queue(
  namespace TEXT NOT NULL,
  name      TEXT NOT NULL,
  stamp     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(namespace, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE new_components(
  component INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE match_progress(
  id       INTEGER PRIMARY KEY CHECK(id = 1),
  version  INTEGER NOT NULL,
  position INTEGER NOT NULL
) STRICT;

-- Whatever is said otherwise about a package has it held against the advisories again. Of names that no image has nothing has to follow: components that come later are new.
CREATE TRIGGER statement_said AFTER INSERT ON statements BEGIN
  INSERT INTO match_queue(namespace, name)
    SELECT n.name, p.name FROM package_names p JOIN namespaces n ON n.id = p.namespace
    WHERE p.id = NEW.package_name AND EXISTS(SELECT 1 FROM installed_names i WHERE i.name = p.name AND i.namespace = n.name)
    ON CONFLICT(namespace, name) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER statement_unsaid AFTER DELETE ON statements BEGIN
  INSERT INTO match_queue(namespace, name)
    SELECT n.name, p.name FROM package_names p JOIN namespaces n ON n.id = p.namespace
    WHERE p.id = OLD.package_name AND EXISTS(SELECT 1 FROM installed_names i WHERE i.name = p.name AND i.namespace = n.name)
    ON CONFLICT(namespace, name) DO UPDATE SET stamp = stamp + 1;
END;

-- An outbox: whoever tells others follows the numbers. images: null where they were not counted.
CREATE TABLE change_events(
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  kind          TEXT NOT NULL,
  vulnerability INTEGER NOT NULL,
  added         INTEGER NOT NULL,
  removed       INTEGER NOT NULL,
  components    INTEGER NOT NULL,
  sets          INTEGER,
  images        INTEGER
) STRICT;
CREATE INDEX change_events_by_vulnerability ON change_events(vulnerability, seq);

-- Who asked for a manifest from where: the sum of the events of the audit log, kept by its writer. image: number of the manifest in indexed_images, opened or not.
CREATE TABLE pull_actors(
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE pull_places(
  id      INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE pull_sums(
  image    INTEGER NOT NULL,
  actor    INTEGER NOT NULL,
  place    INTEGER NOT NULL,
  count    INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at  INTEGER NOT NULL,
  PRIMARY KEY(image, actor, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX pull_sums_by_time ON pull_sums(last_at);
INSERT INTO pull_actors(name) SELECT DISTINCT principal FROM events WHERE action IN ('pull', 'resolve') AND outcome = 'ok' AND digest IS NOT NULL;
INSERT INTO pull_places(address) SELECT DISTINCT coalesce(address, '') FROM events WHERE action IN ('pull', 'resolve') AND outcome = 'ok' AND digest IS NOT NULL;
INSERT INTO indexed_images(digest, scanner_version, layers)
  SELECT DISTINCT digest, 0, 0 FROM events WHERE action IN ('pull', 'resolve') AND outcome = 'ok' AND digest IS NOT NULL ON CONFLICT(digest) DO NOTHING;
INSERT INTO pull_sums(image, actor, place, count, first_at, last_at)
  SELECT i.id, a.id, p.id, sum(e.count), min(e.at), max(e.at)
  FROM events e JOIN indexed_images i ON i.digest = e.digest JOIN pull_actors a ON a.name = e.principal JOIN pull_places p ON p.address = coalesce(e.address, '')
  WHERE e.action IN ('pull', 'resolve') AND e.outcome = 'ok' GROUP BY i.id, a.id, p.id;
