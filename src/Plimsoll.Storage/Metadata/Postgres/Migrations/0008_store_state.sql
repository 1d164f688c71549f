-- What a blob store needs to go on with an upload besides the key (parts of a multipart upload in S3), and how often the session was taken over: a session in a store
-- that several processes write to gets a fresh key with each writer but the first.
ALTER TABLE uploads ADD COLUMN store_state bytea, ADD COLUMN writers bigint NOT NULL DEFAULT 0;
