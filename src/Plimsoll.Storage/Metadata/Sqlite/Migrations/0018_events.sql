-- What others are told: an outbox that triggers fill with the change itself, the messages made of it, and their way to each destination.

-- 1 when a fix is known: that one came to be known is news.
ALTER TABLE component_matches ADD COLUMN fixable INTEGER;
ALTER TABLE change_events ADD COLUMN fixable INTEGER NOT NULL DEFAULT 0;

-- events, paths: words separated by spaces. secret: sealed.
CREATE TABLE webhooks(
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,
  url        TEXT NOT NULL,
  events     TEXT NOT NULL,
  paths      TEXT NOT NULL,
  branch     TEXT,
  secret     BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;

-- kind: change (subject: number of a change event), bulk (detail: records, components added and removed), kev (a CVE), move (a repository; detail: the tag and what it pointed at before).
CREATE TABLE outbox(
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT
) STRICT;
-- A whole database that is imported is not news of each of its records: nobody counted their images.
CREATE TRIGGER change_told AFTER INSERT ON change_events WHEN NEW.images IS NOT NULL BEGIN
  INSERT INTO outbox(at, kind, subject) VALUES(NEW.at, 'change', NEW.seq);
END;
CREATE TRIGGER kev_listed AFTER INSERT ON enrichments WHEN NEW.kev_added IS NOT NULL BEGIN
  INSERT INTO outbox(kind, subject) VALUES('kev', NEW.cve);
END;
CREATE TRIGGER kev_listed_later AFTER UPDATE OF kev_added ON enrichments WHEN NEW.kev_added IS NOT NULL AND OLD.kev_added IS NULL BEGIN
  INSERT INTO outbox(kind, subject) VALUES('kev', NEW.cve);
END;
-- Only for those who rebuild: pushes pay for it.
CREATE TRIGGER tag_moved AFTER INSERT ON tag_moves WHEN NEW.previous IS NOT NULL AND NEW.digest IS NOT NULL AND NEW.digest <> NEW.previous AND EXISTS(SELECT 1 FROM webhooks WHERE paths <> '') BEGIN
  INSERT INTO outbox(at, kind, subject, detail) SELECT NEW.at, 'move', name, NEW.tag || ' ' || NEW.previous FROM repositories WHERE id = NEW.repository_id;
END;

CREATE TABLE event_messages(
  id      TEXT PRIMARY KEY,
  type    TEXT NOT NULL,
  subject TEXT NOT NULL,
  at      INTEGER NOT NULL,
  body    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX event_messages_by_time ON event_messages(at, id);

-- state: waiting, done, dead.
CREATE TABLE deliveries(
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  message    TEXT NOT NULL REFERENCES event_messages(id) ON DELETE CASCADE,
  webhook    INTEGER NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
  state      TEXT NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  due_at     INTEGER NOT NULL,
  ended_at   INTEGER,
  status     INTEGER,
  error      TEXT
) STRICT;
CREATE INDEX deliveries_due ON deliveries(webhook, due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_by_state ON deliveries(state, id);
CREATE INDEX deliveries_by_message ON deliveries(message);
CREATE INDEX deliveries_by_webhook ON deliveries(webhook, id);

-- Feeds that were told to be stale.
CREATE TABLE feed_alerts(
  feed  TEXT PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What shall be rebuilt, once nothing more is heard for a while. tags, reasons: words separated by spaces.
CREATE TABLE rebuilds(
  webhook    INTEGER NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
  repository TEXT NOT NULL,
  tags       TEXT NOT NULL,
  reasons    TEXT NOT NULL,
  first_at   INTEGER NOT NULL,
  due_at     INTEGER NOT NULL,
  PRIMARY KEY(webhook, repository)
) STRICT, WITHOUT ROWID;

-- Publications of advisories that were fetched: none with a lower number is taken.
CREATE TABLE advisory_publications(
  source     TEXT PRIMARY KEY,
  sequence   INTEGER NOT NULL,
  manifest   TEXT NOT NULL,
  fetched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Licences of packages, as any image showed them: identifiers of SPDX in lower case. licensed: whether those of a set were taken in; images that have older sets are followed again.
ALTER TABLE package_sets ADD COLUMN licensed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE licences(
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE component_licences(
  licence   INTEGER NOT NULL,
  component INTEGER NOT NULL,
  PRIMARY KEY(licence, component)
) STRICT, WITHOUT ROWID;
INSERT INTO index_queue(kind, digest) SELECT DISTINCT 'image', digest FROM inspections WHERE state = 'done' ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
