-- How much is stored, as it was counted last: one row of JSON for the whole, one row a repository.
CREATE TABLE storage_usage(
  one    integer PRIMARY KEY CHECK(one = 1),
  report text NOT NULL
);

CREATE TABLE repository_usage(
  repository_id bigint PRIMARY KEY REFERENCES repositories(id) ON DELETE CASCADE,
  name          text COLLATE "C" NOT NULL,
  blobs         bigint NOT NULL,
  bytes         bigint NOT NULL,
  unique_bytes  bigint NOT NULL,
  counted_at    bigint NOT NULL
);
CREATE INDEX repository_usage_by_bytes ON repository_usage(bytes, name);
