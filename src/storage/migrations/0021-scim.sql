-- SCIM clients look people up by their own id, and are stopped when they shut out too many at once.
create index source_users_client on source_users (source_id, (extra->>'externalId')) where extra is not null;
create index source_groups_client on source_groups (source_id, (extra->>'externalId')) where extra is not null;
create index source_groups_name on source_groups (source_id, lower(name));
alter table source_users
  -- when a pushing source disabled or deleted this person
  add column left_at timestamptz;
create index source_users_left on source_users (source_id, left_at) where left_at is not null;
alter table sources
  -- until then an operator lets a pushing source shut out as many as it likes
  add column may_leave_until timestamptz;
