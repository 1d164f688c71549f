-- Users and robots share one space of names and one sequence of numbers. A number is never used again, so that what was proved for a deleted account
-- can never count for a later one of the same name.
CREATE TABLE principals(
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          TEXT NOT NULL CHECK(kind IN ('user', 'robot')),
  name          TEXT NOT NULL UNIQUE,
  description   TEXT NOT NULL,
  password_hash TEXT,
  -- Grows with every change of the password: what was proved with an older one is void.
  epoch         INTEGER NOT NULL DEFAULT 1,
  -- Path globs, separated by spaces, that bound what the account can ever do; null: no bound.
  paths         TEXT,
  disabled      INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL,
  created_by    TEXT NOT NULL
) STRICT;

CREATE TABLE user_groups(
  name        TEXT PRIMARY KEY,
  description TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  created_by  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members(
  group_name   TEXT NOT NULL REFERENCES user_groups(name) ON DELETE CASCADE,
  principal_id INTEGER NOT NULL REFERENCES principals(id) ON DELETE CASCADE,
  PRIMARY KEY(group_name, principal_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_principal ON group_members(principal_id);

-- subject: user:NAME, robot:NAME, group:NAME, anonymous or authenticated.
CREATE TABLE grants(
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  subject    TEXT NOT NULL,
  role       TEXT NOT NULL,
  path       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE(subject, path, role)
) STRICT;

-- Random secrets, kept as their SHA-256. kind: robot, personal, refresh, session. One that was obtained with another ends with it (parent_id).
CREATE TABLE credentials(
  id           BLOB PRIMARY KEY,
  kind         TEXT NOT NULL CHECK(kind IN ('robot', 'personal', 'refresh', 'session')),
  principal_id INTEGER NOT NULL REFERENCES principals(id) ON DELETE CASCADE,
  parent_id    BLOB REFERENCES credentials(id) ON DELETE CASCADE,
  hash         BLOB NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  paths        TEXT,
  permissions  TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX credentials_by_principal ON credentials(principal_id, kind, id);
CREATE INDEX credentials_by_parent ON credentials(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX credentials_by_expiry ON credentials(expires_at);

-- Private keys that sign registry tokens, PKCS #8. The newest signs; all of them verify.
CREATE TABLE signing_keys(
  id         TEXT PRIMARY KEY,
  pkcs8      BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Grows with every change that can alter what somebody may do.
CREATE TABLE identity_version(
  one     INTEGER PRIMARY KEY CHECK(one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO identity_version VALUES(1, 1);
