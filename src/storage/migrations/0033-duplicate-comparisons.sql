-- How the records of a group compared when they were last looked at: what a rule would decide is counted without reading them.
alter table duplicate_groups
  add column equal_keys text[] not null default '{}',
  add column different_keys text[] not null default '{}',
  -- the record that would stay; null where no merge is possible
  add column suggested_keep uuid;
