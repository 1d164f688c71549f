-- How many requests an event stands for: more than one in a flood of pulls that are alike.
ALTER TABLE events ADD COLUMN count BIGINT NOT NULL DEFAULT 1;
