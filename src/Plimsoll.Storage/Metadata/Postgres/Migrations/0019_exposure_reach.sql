-- What is new waits in a list that every look into the index reads from end to end: a look at 210 components of 25,000 sets took twice as long.
ALTER INDEX package_sets_by_member SET (gin_pending_list_limit = 64);

-- From which repositories packages are is known of images that are opened from now on, and packages are registered by it: all are followed again.
INSERT INTO index_queue AS q(kind, digest) SELECT DISTINCT 'image', digest FROM inspections WHERE state = 'done' ON CONFLICT(kind, digest) DO UPDATE SET stamp = q.stamp + 1;
