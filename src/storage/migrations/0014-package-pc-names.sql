-- PCs of a package by name, numbers inside names counted
alter table package_pcs add column name_order text collate "C" generated always as (natural_order(name)) stored;
