-- makes the partitions of a day range; called at start and by a daily job, safe from several nodes
create function make_daily_partitions(first date, days int) returns void language plpgsql as $$
declare
  d date;
  suffix text;
begin
  for i in 0 .. days - 1 loop
    d := first + i;
    suffix := to_char(d, 'YYYYMMDD');
    execute format('create table if not exists attempts_%s partition of attempts for values from (%L) to (%L)', suffix, d, d + 1);
    execute format('create table if not exists session_messages_%s partition of session_messages for values from (%L) to (%L)',
      suffix, d::timestamp at time zone 'UTC', (d + 1)::timestamp at time zone 'UTC');
  end loop;
end $$;

-- drops whole days that are older than the set life; returns how many partitions went
create function drop_daily_partitions(parent text, before date) returns int language plpgsql as $$
declare
  child text;
  dropped int := 0;
begin
  for child in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass and right(c.relname, 8) ~ '^\d{8}$' and right(c.relname, 8) < to_char(before, 'YYYYMMDD')
  loop
    execute format('drop table if exists %I', child);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

select make_daily_partitions((now() at time zone 'UTC')::date - 1, 4);
