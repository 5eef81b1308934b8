-- Groups of records that may be one PC, or that bear one key which belongs to one PC only. Found anew by src/devices/duplicates/
-- search-duplicates.ts; what was decided stays.
create table duplicate_groups (
  id uuid primary key,
  -- sha256 of the sorted ids of its records
  fingerprint bytea not null unique,
  members uuid[] not null,
  -- kind:value of what they share
  keys text[] not null,
  kind text not null,
  confidence text not null check (confidence in ('high', 'medium', 'low')),
  suggestion text not null check (suggestion in ('merge', 'apart', 'look')),
  search text not null,
  found_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'apart', 'merged')),
  decided_at timestamptz,
  decided_by text,
  decided_why text,
  rule_id uuid,
  -- what they shared when they were kept apart: a key more is new evidence
  apart_keys text[],
  -- kept apart as one key of many PCs: a further PC with that key is no news
  any_member boolean not null default false,
  -- merged: the record that stayed
  kept_id uuid,
  -- a person took a decision back: rules no longer decide
  asks boolean not null default false
);
create index duplicate_groups_list on duplicate_groups (state, found_at desc, id);
create index duplicate_groups_members on duplicate_groups using gin (members);

-- What is decided without asking: at least two independent keys that are equal (merge), or that differ (apart).
create table duplicate_rules (
  id uuid primary key,
  action text not null check (action in ('merge', 'apart')),
  keys text[] not null check (cardinality(keys) >= 2),
  made_at timestamptz not null,
  made_by text not null,
  unique (action, keys)
);

-- When all records were last looked through.
create table duplicate_searches (
  one boolean primary key default true check (one),
  at timestamptz not null,
  records int not null,
  groups int not null
);

-- Every merge: where the record that is gone went, and all that undoing it needs.
create table device_merges (
  id uuid primary key,
  group_id uuid not null,
  kept_id uuid not null,
  gone_id uuid not null,
  gone_name text not null,
  at timestamptz not null,
  by text not null,
  why text not null,
  rule_id uuid,
  -- both records as they were
  kept jsonb not null,
  gone jsonb not null,
  -- keys of rows that changed their record, by table
  moved jsonb not null,
  -- rows that were on both sides, as they were, by table
  gave_way jsonb not null,
  undone_at timestamptz,
  undone_by text
);
create unique index device_merges_gone on device_merges (gone_id) where undone_at is null;
create index device_merges_kept on device_merges (kept_id) where undone_at is null;
create index device_merges_group on device_merges (group_id);

-- A claim that was decided while its record was merged away would make it anew: it is refused, tried again, and finds the other.
create function refuse_merged_device() returns trigger language plpgsql as $$
begin
  if exists (select 1 from device_merges where gone_id = new.id and undone_at is null) then
    raise exception 'the record % was merged into another one', new.id using errcode = 'serialization_failure';
  end if;
  return null;
end $$;
create trigger devices_not_merged after insert on devices for each row execute function refuse_merged_device();

-- Puts a row back as it was; generated columns make themselves anew.
create function restore_row(name text, stored jsonb) returns void language plpgsql as $$
declare
  columns text;
begin
  select string_agg(quote_ident(column_name), ', ' order by ordinal_position) into columns
    from information_schema.columns where table_schema = current_schema() and table_name = name and is_generated = 'NEVER';
  execute format('insert into %1$I (%2$s) overriding system value select %2$s from jsonb_populate_record(null::%1$I, $1) on conflict do nothing',
    name, columns) using stored;
end $$;

-- What a console says of these PCs by its newest list is in force, as after a list was taken over.
create function put_lists_in_force(pcs text[]) returns void language sql as $$
  update device_list_entries set in_force = false where pc = any(pcs) and in_force;
  update device_list_entries e set in_force = true from (select distinct on (pc, source) pc, source, list_id from device_list_entries
      where pc = any(pcs) order by pc, source, exported_at desc, list_id desc) newest
    where e.pc = newest.pc and e.source = newest.source and e.list_id = newest.list_id;
  update diagnoses set rules = gen_random_uuid()::text where pc = any(pcs);
$$;

-- Makes two records of one PC one (see src/devices/duplicates/merge-records.ts, which decides whether, and holds both rows):
-- everything that belongs to `gone` belongs to `kept` from now on, what lived on `gone` ends, and a pointer stays.
create function merge_devices(merge jsonb) returns void language plpgsql as $$
declare
  kept uuid := (merge->>'kept')::uuid;
  gone uuid := (merge->>'gone')::uuid;
  moment timestamptz := (merge->>'at')::timestamptz;
  kept_pc text := 'd:' || kept;
  gone_pc text := 'd:' || gone;
  kept_was jsonb;
  gone_was jsonb;
  moved jsonb := '{}';
  gave_way jsonb := '{}';
  part jsonb;
  kept_diagnosis diagnoses;
  gone_diagnosis diagnoses;
  t record;
begin
  select to_jsonb(d) into strict kept_was from devices d where id = kept;
  select to_jsonb(d) into strict gone_was from devices d where id = gone;

  -- at most one living certificate: the one that stays
  update enrollments set state = 'ended', ended_at = moment, ended_why = 'merged' where device_id = gone and state <> 'ended';
  update certificates set revoked_at = moment, revoked_why = 'merged' where device_id = gone and (revoked_at is null or revoked_at > moment);
  update claims set state = 'replaced', ended_at = moment where device_id = gone and ended_at is null;
  update commands set state = 'expired', done_at = moment where device_id = gone and state in ('queued', 'sent');
  update sessions set state = 'aborted' where device_id = gone and state = 'open';

  for t in select * from (values ('claims', 'id'), ('enrollments', 'id'), ('certificates', 'serial'), ('device_events', 'id'), ('sessions', 'id'),
      ('commands', 'id'), ('attempts', 'id'), ('roster_rows', 'id')) as v(name, key) loop
    execute format('with m as (update %I set device_id = $1 where device_id = $2 returning %I::text as key) select jsonb_agg(key) from m', t.name, t.key)
      into part using kept, gone;
    if part is not null then moved := moved || jsonb_build_object(t.name, part); end if;
  end loop;
  update session_messages set device_id = kept where device_id = gone;
  with m as (update evidence set pc = kept_pc, device_id = kept where pc = gone_pc returning id)
    select jsonb_agg(id) into part from m;
  if part is not null then moved := moved || jsonb_build_object('evidence', part); end if;

  -- one line for one PC in a package: the one that came further
  select jsonb_agg(to_jsonb(p)) into part from package_pcs p where device_id = gone and key = gone_pc;
  gave_way := gave_way || jsonb_build_object('goneLines', coalesce(part, '[]'));
  with lost as (delete from package_pcs k using package_pcs g where k.device_id = kept and k.key = kept_pc and g.device_id = gone and g.key = gone_pc
      and g.package_id = k.package_id and (stage_rank(g.stage), g.updated_at) > (stage_rank(k.stage), k.updated_at) returning to_jsonb(k) as line)
    select jsonb_agg(line) into part from lost;
  gave_way := gave_way || jsonb_build_object('keptLines', coalesce(part, '[]'));
  delete from package_pcs g using package_pcs k where g.device_id = gone and g.key = gone_pc and k.device_id = kept and k.key = kept_pc
    and k.package_id = g.package_id;
  with m as (update package_pcs set key = kept_pc, device_id = kept where device_id = gone and key = gone_pc returning package_id)
    select jsonb_agg(package_id) into part from m;
  if part is not null then moved := moved || jsonb_build_object('package_pcs', part); end if;

  -- of each fact the newest
  select jsonb_agg(to_jsonb(i)) into part from inventory_items i where device_id = gone;
  gave_way := gave_way || jsonb_build_object('goneInventory', coalesce(part, '[]'));
  with lost as (delete from inventory_items k using inventory_items g where k.device_id = kept and g.device_id = gone and g.uri = k.uri
      and g.seen_at > k.seen_at returning to_jsonb(k) as item)
    select jsonb_agg(item) into part from lost;
  gave_way := gave_way || jsonb_build_object('keptInventory', coalesce(part, '[]'));
  delete from inventory_items g using inventory_items k where g.device_id = gone and k.device_id = kept and k.uri = g.uri;
  with m as (update inventory_items set device_id = kept where device_id = gone returning uri)
    select jsonb_agg(uri) into part from m;
  if part is not null then moved := moved || jsonb_build_object('inventory_items', part); end if;

  -- the diagnosis of the newest evidence; findings of the other one end with it, and stay in the history
  select jsonb_agg(to_jsonb(f)) into part from findings f where pc = gone_pc;
  gave_way := gave_way || jsonb_build_object('goneFindings', coalesce(part, '[]'));
  select jsonb_agg(to_jsonb(f)) into part from findings f where pc = kept_pc;
  gave_way := gave_way || jsonb_build_object('keptFindings', coalesce(part, '[]'));
  select * into kept_diagnosis from diagnoses where pc = kept_pc;
  select * into gone_diagnosis from diagnoses where pc = gone_pc;
  gave_way := gave_way || jsonb_build_object('keptDiagnosis', to_jsonb(kept_diagnosis), 'goneDiagnosis', to_jsonb(gone_diagnosis));
  if gone_diagnosis.pc is not null and kept_diagnosis.evidence_at >= gone_diagnosis.evidence_at then
    update findings set gone_at = last_at where pc = gone_pc and gone_at is null;
    delete from diagnoses where pc = gone_pc;
  elsif gone_diagnosis.pc is not null then
    update findings set gone_at = last_at where pc = kept_pc and gone_at is null;
    delete from diagnoses where pc = kept_pc;
    update diagnoses set pc = kept_pc, device_id = kept where pc = gone_pc;
  end if;
  delete from findings g using findings k where g.pc = gone_pc and k.pc = kept_pc and k.finding_id = g.finding_id and k.first_at = g.first_at;
  update findings set pc = kept_pc where pc = gone_pc;

  -- what the PC is meant to become: said of the one that stays, or else of the other one
  select jsonb_agg(to_jsonb(i)) into part from device_intentions i where device_id = gone;
  gave_way := gave_way || jsonb_build_object('goneIntentions', coalesce(part, '[]'));
  with m as (update device_intentions set device_id = kept where device_id = gone
      and not exists (select 1 from device_intentions where device_id = kept) returning intention)
    select jsonb_agg(intention) into part from m;
  if part is not null then moved := moved || jsonb_build_object('device_intentions', part); end if;

  -- what consoles say of it, and rows of lists that are not yet taken over
  select jsonb_agg(to_jsonb(e)) into part from device_list_entries e where pc = gone_pc;
  gave_way := gave_way || jsonb_build_object('goneEntries', coalesce(part, '[]'));
  update device_list_entries set in_force = false where pc in (kept_pc, gone_pc) and in_force;
  delete from device_list_entries g using device_list_entries k where g.pc = gone_pc and k.pc = kept_pc and k.source = g.source and k.list_id = g.list_id;
  with m as (update device_list_entries set pc = kept_pc, device_id = kept where pc = gone_pc returning list_id)
    select jsonb_agg(list_id) into part from m;
  if part is not null then moved := moved || jsonb_build_object('device_list_entries', part); end if;
  update device_list_rows r set pc = kept_pc from imports i where i.id = r.import_id and i.kind in ('intune', 'configmgr') and r.pc = gone_pc;
  update device_list_rows r set candidates = array_replace(r.candidates, gone_pc, kept_pc) from imports i
    where i.id = r.import_id and i.kind in ('intune', 'configmgr') and r.outcome in ('ambiguous', 'other') and r.candidates @> array[gone_pc];
  perform put_lists_in_force(array[kept_pc]);

  -- what the record that stays does not know, the other one may
  update devices k set serial = coalesce(k.serial, g.serial), uuid = coalesce(k.uuid, g.uuid), maker = coalesce(nullif(k.maker, ''), g.maker),
      model = coalesce(nullif(k.model, ''), g.model), configmgr_id = coalesce(k.configmgr_id, g.configmgr_id), epm_id = coalesce(k.epm_id, g.epm_id),
      hwdevid = coalesce(nullif(k.hwdevid, ''), g.hwdevid), os_version = coalesce(k.os_version, g.os_version),
      os_edition = coalesce(k.os_edition, g.os_edition), domain = case when k.domain = '' then g.domain else k.domain end,
      user_id = case when k.user_upn is null then g.user_id else k.user_id end, user_name = case when k.user_upn is null then g.user_name else k.user_name end,
      user_upn = coalesce(k.user_upn, g.user_upn), platform = coalesce(k.platform, g.platform), created_at = least(k.created_at, g.created_at),
      enrolled_at = coalesce(k.enrolled_at, g.enrolled_at), last_contact_at = greatest(k.last_contact_at, g.last_contact_at),
      search = left(k.search || ' ' || g.search, 2000), updated_at = moment,
      package_id = coalesce(n.package_id, k.package_id), known = coalesce(n.known, k.known), accepted_why = coalesce(n.accepted_why, k.accepted_why),
      stage = coalesce(n.stage, k.stage), stage_at = coalesce(n.stage_at, k.stage_at), state = coalesce(n.state, k.state),
      state_since = coalesce(n.state_since, k.state_since), reason_id = case when n.id is null then k.reason_id else n.reason_id end,
      reason_params = case when n.id is null then k.reason_params else n.reason_params end,
      certificate_expires_at = coalesce(k.certificate_expires_at, g.certificate_expires_at)
    from devices g left join devices n on n.id = g.id and (select state from devices where id = kept) = 'notseen' and g.state <> 'notseen'
    where k.id = kept and g.id = gone;
  -- groups that name the record: the decision is remembered for the one that stays, and what is open is found anew
  delete from duplicate_groups where members @> array[gone] and state = 'open' and id <> (merge->>'group')::uuid;
  update duplicate_groups set members = array_replace(members, gone, kept) where members @> array[gone] and state = 'apart';
  delete from devices where id = gone;
  insert into device_merges (id, group_id, kept_id, gone_id, gone_name, at, by, why, rule_id, kept, gone, moved, gave_way)
    values ((merge->>'id')::uuid, (merge->>'group')::uuid, kept, gone, gone_was->>'name', moment, merge->>'by', merge->>'why', (merge->>'rule')::uuid,
      kept_was, gone_was, moved, gave_way);
  insert into device_events (device_id, id, at, kind, actor, detail)
    values (kept, (merge->>'event')::uuid, moment, 'merged', merge->>'by', jsonb_build_object('name', gone_was->>'name', 'serial', gone_was->>'serial',
      'reason', merge->>'why', 'gone', gone));
end $$;

-- Takes a merge back (see src/devices/duplicates/undo-decision.ts, which decides whether): both have again what was theirs. What came
-- since belongs to the record that stayed; what the merge ended stays ended.
create function undo_device_merge(undo jsonb) returns void language plpgsql as $$
declare
  m device_merges;
  moment timestamptz := (undo->>'at')::timestamptz;
  kept_pc text;
  gone_pc text;
  was devices;
  t record;
  part jsonb;
begin
  update device_merges set undone_at = moment, undone_by = undo->>'by' where id = (undo->>'merge')::uuid and undone_at is null returning * into strict m;
  kept_pc := 'd:' || m.kept_id;
  gone_pc := 'd:' || m.gone_id;
  was := jsonb_populate_record(null::devices, m.kept);
  perform restore_row('devices', m.gone);
  -- its certificate died with the merge
  update devices set state = 'left', state_since = moment, certificate_expires_at = null where id = m.gone_id and state in ('enrolled', 'probation', 'leaving');

  for t in select * from (values ('claims', 'id'), ('enrollments', 'id'), ('certificates', 'serial'), ('device_events', 'id'), ('sessions', 'id'),
      ('commands', 'id'), ('attempts', 'id'), ('roster_rows', 'id')) as v(name, key) loop
    execute format('update %I set device_id = $1 where device_id = $2 and %I::text in (select jsonb_array_elements_text($3))', t.name, t.key)
      using m.gone_id, m.kept_id, coalesce(m.moved->t.name, '[]');
  end loop;
  update session_messages set device_id = m.gone_id
    where device_id = m.kept_id and session::text in (select jsonb_array_elements_text(coalesce(m.moved->'sessions', '[]')));
  update evidence set pc = gone_pc, device_id = m.gone_id
    where pc = kept_pc and id::text in (select jsonb_array_elements_text(coalesce(m.moved->'evidence', '[]')));

  -- a line, a fact or a verdict that nothing touched since is given back; what was touched stays, and the other has its own again
  delete from package_pcs p using jsonb_populate_recordset(null::package_pcs, m.gave_way->'goneLines') l
    where p.device_id = m.kept_id and p.key = kept_pc and p.package_id = l.package_id and p.updated_at = l.updated_at
      and m.moved->'package_pcs' ? l.package_id::text;
  for part in select * from jsonb_array_elements((m.gave_way->'goneLines') || (m.gave_way->'keptLines')) loop
    perform restore_row('package_pcs', part);
  end loop;
  delete from inventory_items i using jsonb_populate_recordset(null::inventory_items, m.gave_way->'goneInventory') g
    where i.device_id = m.kept_id and i.uri = g.uri and i.seen_at = g.seen_at and m.moved->'inventory_items' ? g.uri;
  for part in select * from jsonb_array_elements((m.gave_way->'goneInventory') || (m.gave_way->'keptInventory')) loop
    perform restore_row('inventory_items', part);
  end loop;
  delete from findings f using jsonb_populate_recordset(null::findings, m.gave_way->'goneFindings') g
    where f.pc = kept_pc and f.finding_id = g.finding_id and f.first_at = g.first_at and f.last_at = g.last_at;
  update findings f set gone_at = k.gone_at from jsonb_populate_recordset(null::findings, m.gave_way->'keptFindings') k
    where f.pc = kept_pc and f.finding_id = k.finding_id and f.first_at = k.first_at and f.last_at = k.last_at;
  for part in select * from jsonb_array_elements((m.gave_way->'goneFindings') || (m.gave_way->'keptFindings')) loop
    perform restore_row('findings', part);
  end loop;
  delete from diagnoses where pc = kept_pc and evidence_id = (m.gave_way->'goneDiagnosis'->>'evidence_id')::uuid;
  for part in select * from (values (m.gave_way->'goneDiagnosis'), (m.gave_way->'keptDiagnosis')) as d(saved) where d.saved->>'pc' is not null loop
    perform restore_row('diagnoses', part);
  end loop;
  delete from device_intentions i using jsonb_populate_recordset(null::device_intentions, m.gave_way->'goneIntentions') g
    where i.device_id = m.kept_id and i.intention = g.intention and i.set_at = g.set_at and m.moved ? 'device_intentions';
  for part in select * from jsonb_array_elements(m.gave_way->'goneIntentions') loop
    perform restore_row('device_intentions', part);
  end loop;
  update device_list_entries set in_force = false where pc = kept_pc and in_force;
  delete from device_list_entries where pc = kept_pc and list_id::text in (select jsonb_array_elements_text(coalesce(m.moved->'device_list_entries', '[]')));
  for part in select e || '{"in_force": false}' from jsonb_array_elements(m.gave_way->'goneEntries') e
      where exists (select 1 from device_lists l where l.id = (e->>'list_id')::uuid and l.undone_at is null) loop
    perform restore_row('device_list_entries', part);
  end loop;
  perform put_lists_in_force(array[kept_pc, gone_pc]);

  update devices k set serial = was.serial, uuid = was.uuid, maker = was.maker, model = was.model, configmgr_id = was.configmgr_id, epm_id = was.epm_id,
      hwdevid = was.hwdevid, os_edition = was.os_edition, domain = was.domain, user_id = was.user_id, user_name = was.user_name,
      user_upn = was.user_upn, platform = was.platform, created_at = was.created_at, search = was.search, updated_at = moment,
      last_contact_at = case when k.last_contact_at = (m.gone->>'last_contact_at')::timestamptz then was.last_contact_at else k.last_contact_at end,
      enrolled_at = case when was.enrolled_at is null then null else k.enrolled_at end,
      certificate_expires_at = case when was.certificate_expires_at is null then null else k.certificate_expires_at end,
      package_id = case when was.state = 'notseen' then was.package_id else k.package_id end,
      known = case when was.state = 'notseen' then was.known else k.known end,
      accepted_why = case when was.state = 'notseen' then was.accepted_why else k.accepted_why end,
      stage = case when was.state = 'notseen' then was.stage else k.stage end,
      stage_at = case when was.state = 'notseen' then was.stage_at else k.stage_at end,
      state = case when was.state = 'notseen' then was.state else k.state end,
      state_since = case when was.state = 'notseen' then was.state_since else k.state_since end,
      reason_id = case when was.state = 'notseen' then was.reason_id else k.reason_id end,
      reason_params = case when was.state = 'notseen' then was.reason_params else k.reason_params end
    where k.id = m.kept_id;
  insert into device_events (device_id, id, at, kind, actor, detail)
    values (m.kept_id, (undo->>'keptEvent')::uuid, moment, 'merge-undone', undo->>'by', jsonb_build_object('name', m.gone_name)),
      (m.gone_id, (undo->>'goneEvent')::uuid, moment, 'merge-undone', undo->>'by', jsonb_build_object('name', m.kept->>'name'));
end $$;
