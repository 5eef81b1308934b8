-- What was told outside already (see src/notices/): each thing once.
create table notices (
  key text primary key,
  at timestamptz not null default now()
);
