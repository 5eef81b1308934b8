-- Whether the groups of a run came with all of their members, or with those who came and went.
alter table source_runs add column groups_whole boolean not null default true;
