-- PCs of a package that need a person
create index package_pcs_reason on package_pcs (package_id, reason_id) where reason_id is not null;
