-- What a PC told of itself (collect.ps1). `pc` is d:<device id>, or n:<package id>:<NetBIOS name> for a PC that showed a PIN and
-- holds no claim. The newest is kept, and those before it that said something else.
create table evidence (
  pc text not null,
  id uuid not null,
  device_id uuid references devices on delete cascade,
  package_id uuid references packages on delete cascade,
  name text not null,
  -- certificate: sent under mTLS; claim and pin: only claimed, good for diagnosis and nothing else; operator: handed in
  proof text not null check (proof in ('certificate', 'claim', 'pin', 'operator')),
  received_at timestamptz not null,
  -- the last time that the same was said again
  last_at timestamptz not null,
  times int not null default 1,
  collected_at timestamptz,
  address inet,
  redacted boolean not null default false,
  -- facts that contradict the registry: another serial number, UUID or name
  differs text[] not null default '{}',
  bytes int not null,
  -- gzip of the JSON
  packed bytea not null,
  -- gzip of the facts that were read from it: rules are applied to these again when rules change
  facts bytea not null,
  facts_sha256 bytea not null,
  primary key (pc, id)
);
create index evidence_newest on evidence (pc, last_at desc);

-- What the newest evidence of a PC means by the rules in force; the whole text is made anew when somebody looks.
create table diagnoses (
  pc text primary key,
  evidence_id uuid not null,
  device_id uuid references devices on delete cascade,
  package_id uuid references packages on delete cascade,
  name text not null,
  proof text not null,
  evidence_at timestamptz not null,
  verdict_id text not null,
  severity text not null check (severity in ('error', 'warning', 'info', 'ok')),
  confidence text not null check (confidence in ('high', 'medium', 'low')),
  state_id text not null,
  rules text not null,
  diagnosed_at timestamptz not null
);
create index diagnoses_rules on diagnoses (rules);

-- Which findings a PC has and had: one row from its first evidence to the evidence that no longer showed it.
create table findings (
  pc text not null,
  finding_id text not null,
  first_at timestamptz not null,
  severity text not null,
  confidence text not null,
  last_at timestamptz not null,
  gone_at timestamptz,
  primary key (pc, finding_id, first_at)
);
create index findings_now on findings (finding_id) where gone_at is null;
