-- the newest arrivals on the overview, and PCs that need a person
create index devices_recent on devices (stage_at desc, id)
  where stage in ('claim-accepted', 'certificate-issued', 'first-session', 'inventory-matched');
create index package_pcs_reason on package_pcs (package_id, reason_id) where reason_id is not null;
