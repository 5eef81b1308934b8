-- counts of a package's page and of the packages list
create index package_pcs_matched on package_pcs (package_id) where inventory_matched_at is not null;
create index package_pcs_accepted on package_pcs (package_id) where claim_accepted_at is not null;
