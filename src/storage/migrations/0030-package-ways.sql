-- What a package's zip tells setup.ps1: the ways to enroll in their order, and where carriers leave copies. Null: as the kit does by itself.
alter table packages
  -- who brings the package to PCs; null: the usual one of its old platform
  add column carrier text check (
    carrier in ('configmgr', 'configmgr-program', 'epm-system', 'epm-user', 'epm-two-steps', 'domain', 'by-hand')
  ),
  add column ways text[] check (
    cardinality(ways) between 1 and 4 and ways <@ array['icd', 'shared-ppkg', 'baton-ppkg', 'register']
  ),
  add column carrier_caches text[] check (cardinality(carrier_caches) <= 16);
