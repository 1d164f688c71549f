-- What the facts say, by what people look for: components, labels, files, chains of layers. All of it is made from layer_facts and inspections and can be made anew,
-- so it is neither backed up nor moved. The triggers put what changed into the queue, and a job in the background follows.

CREATE TABLE index_queue(
  kind   TEXT NOT NULL CHECK(kind IN ('image', 'layer')),
  digest TEXT NOT NULL,
  stamp  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(kind, digest)
) STRICT, WITHOUT ROWID;
INSERT INTO index_queue(kind, digest) SELECT DISTINCT 'layer', digest FROM layer_facts;
INSERT INTO index_queue(kind, digest) SELECT DISTINCT 'image', digest FROM inspections WHERE state = 'done';
CREATE TRIGGER index_layer_stored AFTER INSERT ON layer_facts BEGIN
  INSERT INTO index_queue(kind, digest) VALUES('layer', NEW.digest) ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER index_layer_stored_again AFTER UPDATE OF facts ON layer_facts BEGIN
  INSERT INTO index_queue(kind, digest) VALUES('layer', NEW.digest) ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER index_image_opened AFTER UPDATE OF state ON inspections WHEN NEW.state = 'done' BEGIN
  INSERT INTO index_queue(kind, digest) VALUES('image', NEW.digest) ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER index_layer_removed AFTER DELETE ON blobs BEGIN
  INSERT INTO index_queue(kind, digest) SELECT 'layer', OLD.digest WHERE EXISTS(SELECT 1 FROM layer_facts WHERE digest = OLD.digest)
  ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER index_image_removed AFTER DELETE ON manifests BEGIN
  INSERT INTO index_queue(kind, digest) SELECT 'image', OLD.digest WHERE EXISTS(SELECT 1 FROM inspections WHERE digest = OLD.digest)
  ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
END;
CREATE TRIGGER index_image_forgotten AFTER DELETE ON deleted_manifests BEGIN
  INSERT INTO index_queue(kind, digest) SELECT 'image', OLD.digest WHERE EXISTS(SELECT 1 FROM inspections WHERE digest = OLD.digest)
  ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
END;

-- Which repositories have an image is asked for whatever was found in it.
CREATE INDEX manifests_by_digest ON manifests(digest, repository_id);
CREATE INDEX deleted_manifests_by_digest ON deleted_manifests(digest);

CREATE TABLE indexed_layers(
  id              INTEGER PRIMARY KEY,
  digest          TEXT NOT NULL UNIQUE,
  scanner_version INTEGER NOT NULL
) STRICT;

-- key: the first eight bytes of the SHA-256 of a file, or of the name of one. What is found by it is compared with the facts, so a collision costs time and nothing else.
CREATE TABLE layer_keys(
  key   INTEGER NOT NULL,
  layer INTEGER NOT NULL,
  PRIMARY KEY(key, layer)
) STRICT, WITHOUT ROWID;

-- chain: the first 16 bytes of the chain id of all layers (image-spec, config.md, "Layer ChainID"); null for what has no layers that could be named.
CREATE TABLE indexed_images(
  id              INTEGER PRIMARY KEY,
  digest          TEXT NOT NULL UNIQUE,
  scanner_version INTEGER NOT NULL,
  chain           BLOB,
  layers          INTEGER NOT NULL
) STRICT;
CREATE INDEX indexed_images_by_chain ON indexed_images(chain, id) WHERE chain IS NOT NULL;

-- The chain id of the lowest layers of an image, for each number of them but all.
CREATE TABLE image_chains(
  chain BLOB NOT NULL,
  image INTEGER NOT NULL,
  PRIMARY KEY(chain, image)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_chains_by_image ON image_chains(image, chain);

CREATE TABLE components(
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  type    TEXT NOT NULL,
  version TEXT NOT NULL,
  UNIQUE(name, type, version)
) STRICT;
CREATE TABLE image_components(
  component INTEGER NOT NULL,
  image     INTEGER NOT NULL,
  layer     INTEGER NOT NULL,
  PRIMARY KEY(component, image)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_components_by_image ON image_components(image, component);

CREATE TABLE image_labels(
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  image INTEGER NOT NULL,
  PRIMARY KEY(key, value, image)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_labels_by_image ON image_labels(image, key, value);
