-- Device lists of Intune and ConfigMgr come in as CSVs of users and PCs do: uploaded, checked, then taken over.
alter table imports
  drop constraint imports_kind_check,
  add constraint imports_kind_check check (kind in ('users', 'pcs', 'intune', 'configmgr')),
  add column format text not null default 'csv' check (format in ('csv', 'json')),
  -- rows above the heading: the title of a report
  add column title_rows int not null default 0,
  -- of a device list: when the console wrote it
  add column exported_at timestamptz;
alter table import_mappings
  drop constraint import_mappings_kind_check,
  add constraint import_mappings_kind_check check (kind in ('users', 'pcs', 'intune', 'configmgr'));

-- What each good row of a checked list says, and which PC it is about.
create table device_list_rows (
  import_id uuid not null references imports on delete cascade,
  line int not null,
  name text not null,
  name_key text,
  domain text,
  serial text,
  uuid text,
  configmgr_id text,
  entra_id text,
  resource_id text,
  seen_at timestamptz,
  says jsonb not null,
  -- see src/devices/device-lists/model/match.ts
  outcome text not null check (outcome in ('matched', 'ambiguous', 'older', 'other', 'unknown', 'left-out')),
  way text,
  pc text,
  candidates text[] not null default '{}',
  decided_by text,
  primary key (import_id, line)
);
create index device_list_rows_outcome on device_list_rows (import_id, outcome, line);
create index device_list_rows_pc on device_list_rows (import_id, pc) where pc is not null;

-- Every list that was taken over, also long after its file is gone: what it said can be taken back as a whole.
create table device_lists (
  id uuid primary key,
  source text not null check (source in ('intune', 'configmgr')),
  file_name text not null,
  exported_at timestamptz not null,
  used_at timestamptz not null,
  used_by text not null,
  rows int not null,
  pcs int not null,
  undone_at timestamptz,
  undone_by text
);
create index device_lists_used on device_lists (used_at desc, id desc);

-- What a list says of one PC (keyed as evidence is). In force is the newest of each console; the ones before it come back when a
-- list is undone.
create table device_list_entries (
  pc text not null,
  source text not null check (source in ('intune', 'configmgr')),
  list_id uuid not null references device_lists,
  device_id uuid references devices on delete cascade,
  line int not null,
  name text not null,
  way text not null,
  entra_id text,
  resource_id text,
  seen_at timestamptz,
  exported_at timestamptz not null,
  says jsonb not null,
  in_force boolean not null default false,
  primary key (pc, source, list_id)
);
create index device_list_entries_list on device_list_entries (list_id);
create index device_list_entries_device on device_list_entries (device_id);
create index device_list_entries_entra on device_list_entries (entra_id) where entra_id is not null;
create index device_list_entries_resource on device_list_entries (resource_id) where resource_id is not null;
create unique index device_list_entries_force on device_list_entries (pc, source) where in_force;

-- The Entra device id that a PC told (dsregcmd), by which lists of consoles know it.
alter table evidence add column entra_id text;
create index evidence_entra on evidence (entra_id) where entra_id is not null;
