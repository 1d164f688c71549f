-- pushed_at: when the tag was pushed last without moving; 0 for never. Until now only the manifest knew of that; of one with a single tag it is the tag's time.
ALTER TABLE tags ADD COLUMN pushed_at bigint NOT NULL DEFAULT 0;
UPDATE tags t SET pushed_at = m.last_push_at
  FROM manifests m
  WHERE m.repository_id = t.repository_id AND m.digest = t.digest AND m.last_push_at > t.updated_at
    AND NOT EXISTS(SELECT 1 FROM tags o WHERE o.repository_id = t.repository_id AND o.digest = t.digest AND o.name <> t.name);
