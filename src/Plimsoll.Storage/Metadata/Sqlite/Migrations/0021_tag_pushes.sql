-- pushed_at: when the tag was pushed last without moving; 0 for never. Until now only the manifest knew of that; of one with a single tag it is the tag's time.
ALTER TABLE tags ADD COLUMN pushed_at INTEGER NOT NULL DEFAULT 0;
UPDATE tags SET pushed_at = m.last_push_at
  FROM manifests m
  WHERE m.repository_id = tags.repository_id AND m.digest = tags.digest AND m.last_push_at > tags.updated_at
    AND NOT EXISTS(SELECT 1 FROM tags o WHERE o.repository_id = tags.repository_id AND o.digest = tags.digest AND o.name <> tags.name);
