-- The order of computer names: numbers inside them counted (PC-2 before PC-10), no case, no width. Compared byte by byte, which
-- sorts 100,000 names ten times as fast as a language's collation; computer names are hardly ever words of a language.
create function natural_order(name text) returns text language sql immutable strict parallel safe
  return regexp_replace(regexp_replace(lower(normalize(name, NFKC)), '\d+', '000000000000000\&', 'g'), '\d*(\d{15})', '\1', 'g');

alter table devices add column name_order text collate "C" generated always as (natural_order(name)) stored;
drop index devices_name;
create index devices_name_order on devices (name_order, id);

-- Only this sort compares by a language's collation, which is too slow without an index. Every index of this table costs each
-- session of each PC, so the other sorts have none: sorting 100,000 rows takes less than 0.1 s.
create index devices_user_order on devices (user_name collate ja_natural, id);
