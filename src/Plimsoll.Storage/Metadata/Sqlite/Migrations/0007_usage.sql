-- How much is stored, as it was counted last: one row of JSON for the whole, one row a repository.
CREATE TABLE storage_usage(
  one    INTEGER PRIMARY KEY CHECK(one = 1),
  report TEXT NOT NULL
) STRICT;

CREATE TABLE repository_usage(
  repository_id INTEGER PRIMARY KEY REFERENCES repositories(id) ON DELETE CASCADE,
  name          TEXT NOT NULL,
  blobs         INTEGER NOT NULL,
  bytes         INTEGER NOT NULL,
  unique_bytes  INTEGER NOT NULL,
  counted_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX repository_usage_by_bytes ON repository_usage(bytes, name);
