-- Evidence is gzip already: trying to compress it once more costs time and saves nothing.
alter table evidence alter column packed set storage external, alter column facts set storage external;

-- A finding of one PC is found without passing the same finding of all others.
drop index findings_now;
create index findings_now on findings (finding_id, pc) where gone_at is null;
