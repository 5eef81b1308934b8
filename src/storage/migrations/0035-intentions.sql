-- What PCs are meant to become: said of one PC, or of the PCs of a group's people. A PC of which neither is said is meant for Baton
-- where a package was made for it.
create table device_intentions (
  device_id uuid primary key references devices on delete cascade,
  intention text not null check (intention in ('intune', 'intune-pilot', 'baton')),
  set_by text not null,
  set_at timestamptz not null
);
create table group_intentions (
  group_id uuid primary key references groups on delete cascade,
  intention text not null check (intention in ('intune', 'intune-pilot', 'baton')),
  set_by text not null,
  set_at timestamptz not null
);

-- Of a person in several such groups, what was said last counts.
create view user_intentions as
  select distinct on (m.user_id) m.user_id, g.intention, g.group_id, g.set_by, g.set_at
  from group_intentions g join memberships m on m.group_id = g.group_id
  order by m.user_id, g.set_at desc, g.group_id;

-- Who handed evidence in for a PC (proof = 'operator').
alter table evidence add column handed_by text;
