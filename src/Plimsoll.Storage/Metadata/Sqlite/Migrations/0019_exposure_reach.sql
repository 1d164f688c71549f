-- From which repositories packages are is known of images that are opened from now on, and packages are registered by it: all are followed again.
INSERT INTO index_queue(kind, digest) SELECT DISTINCT 'image', digest FROM inspections WHERE state = 'done' ON CONFLICT(kind, digest) DO UPDATE SET stamp = stamp + 1;
