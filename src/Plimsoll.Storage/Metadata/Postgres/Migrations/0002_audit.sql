-- One row an event, for ever. The id is a version 7 UUID, so its order is the order of time and the primary key serves every listing.
CREATE TABLE events(
  id         uuid PRIMARY KEY,
  at         bigint NOT NULL,
  action     text COLLATE "C" NOT NULL,
  outcome    text COLLATE "C" NOT NULL,
  principal  text COLLATE "C" NOT NULL,
  auth_kind  text NOT NULL,
  repository text COLLATE "C",
  reference  text,
  digest     text,
  media_type text,
  bytes      bigint,
  address    text,
  user_agent text,
  request_id text,
  detail     text
);
-- One for each question that is asked of a log of millions; everything else is read along the primary key. What is neither a pull nor a success is rare and
-- looked for often.
CREATE INDEX events_by_repository ON events(repository, id) WHERE repository IS NOT NULL;
CREATE INDEX events_by_principal ON events(principal, id);
CREATE INDEX events_refused ON events(outcome, id) WHERE outcome <> 'ok';
CREATE INDEX events_changing ON events(action, id) WHERE action NOT IN ('pull', 'resolve');
