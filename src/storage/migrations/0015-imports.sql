-- An import's bytes lie in chunks, so that no node holds a whole file and any node can go on with one; what a check
-- read lies in rows, so that a run and a package's roster take up exactly what the operator saw.
alter table imports
  drop column content,
  drop column mapping,
  drop column errors,
  drop column problem,
  drop constraint imports_state_check,
  add constraint imports_state_check check (state in ('uploading', 'uploaded', 'checking', 'checked', 'importing', 'done', 'failed', 'stopped')),
  add column size bigint not null default 0,
  add column delimiter text not null default ',',
  -- line ends in the file: how many rows a check expects before it has read them
  add column lines int not null default 0,
  -- first line that is no text in this encoding; null = the whole file is
  add column utf8_bad_line int,
  add column sjis_bad_line int,
  add column heads text[] not null default '{}',
  -- one for each head: the field it is read as, or null
  add column fields text[] not null default '{}',
  add column make_groups boolean not null default false,
  -- people who may enroll now and whom the file disables
  add column dropped int not null default 0,
  -- the last line that a run has done
  add column cursor_line int not null default 0,
  -- counts the checks and runs that were ordered; a job that finds another number leaves the import alone
  add column generation int not null default 0,
  add column problem jsonb,
  add column run_by text,
  add column run_request text,
  add column started_at timestamptz,
  add column finished_at timestamptz;
create index imports_created on imports (created_at desc, id desc);
create index imports_waiting on imports (created_at) where state in ('checking', 'importing');

create table import_chunks (
  import_id uuid not null references imports on delete cascade,
  seq int not null,
  content bytea not null,
  primary key (import_id, seq)
);

create table import_rows (
  import_id uuid not null references imports on delete cascade,
  line int not null,
  -- of a good row its fields in the order of src/directory/imports/model/fields.ts; of a bad row its cells as in the file
  cells text[] not null,
  reason text,
  params jsonb,
  primary key (import_id, line)
);
create index import_rows_bad on import_rows (import_id, line) where reason is not null;

-- how operators mapped the columns of a file, by its kind and heads
create table import_mappings (
  kind text not null check (kind in ('users', 'pcs')),
  heads_sha256 bytea not null,
  fields text[] not null,
  used_at timestamptz not null default now(),
  primary key (kind, heads_sha256)
);
