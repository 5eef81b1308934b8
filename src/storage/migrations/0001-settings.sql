create extension if not exists pg_trgm;

-- Japanese order, with numbers inside names counted (PC-2 before PC-10)
create collation if not exists ja_natural (provider = icu, locale = 'ja-u-kn-true');

-- what an administrator may change while Baton runs; src/config/settings.ts says which keys there are
create table settings (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now(),
  changed_by text not null
);

-- device root, issuing CA, TLS root, TLS server: private keys sealed under the master key
create table authorities (
  kind text primary key check (kind in ('device-root', 'device-issuing', 'tls-root', 'tls-server')),
  certificate_der bytea not null,
  sealed_key bytea not null,
  created_at timestamptz not null default now()
);

-- a file that belongs to the installation, such as the shared provisioning package
create table installation_files (
  name text primary key,
  content bytea not null,
  sha256 bytea not null,
  detail jsonb not null default '{}',
  uploaded_at timestamptz not null default now(),
  uploaded_by text not null
);
