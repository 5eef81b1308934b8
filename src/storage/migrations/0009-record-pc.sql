-- How far a stage is on the way, 0 for none.
create function stage_rank(stage text) returns int language sql immutable as $$
  select coalesce(array_position(array['files-copied', 'script-ran', 'claim-accepted', 'certificate-issued', 'first-session', 'inventory-matched'], stage), 0)
$$;

-- Keeps how far one PC came in one package (see src/packages/record-pc.ts). What a PC only says is kept under its name until a
-- claim of that name is accepted; it never takes back what was proven.
create function record_package_pc(pc jsonb) returns void language plpgsql as $$
declare
  package uuid := (pc->>'packageId')::uuid;
  device uuid := (pc->>'deviceId')::uuid;
  said_key text := 'n:' || (pc->>'nameKey');
  row_key text;
  moment timestamptz := (pc->>'at')::timestamptz;
  reached text := pc->>'stage';
  rows_of_name int;
begin
  if device is not null then
    row_key := 'd:' || device;
    -- the PC that said its name before is this one
    update package_pcs set key = row_key, device_id = device
      where package_id = package and key = said_key and not exists (select 1 from package_pcs o where o.package_id = package and o.key = row_key);
  else
    select count(*), min(key) into rows_of_name, row_key from package_pcs where package_id = package and name_key = pc->>'nameKey';
    if rows_of_name <> 1 then row_key := said_key; end if;
  end if;

  insert into package_pcs as p (package_id, key, device_id, name, name_key, user_name, stage, outcome, reason_id, reason_params, hresult, detail,
      log_tail, kit, address, updated_at, files_copied_at, script_ran_at, claim_accepted_at, certificate_issued_at, first_session_at,
      inventory_matched_at)
    values (package, row_key, device, pc->>'name', pc->>'nameKey', coalesce(pc->>'userName', ''), reached, pc->>'outcome', pc->>'reason',
      pc->'params', pc->>'hresult', pc->>'detail', pc->>'logTail', pc->>'kit', (pc->>'address')::inet, moment,
      case when reached = 'files-copied' then moment end, case when reached = 'script-ran' then moment end,
      case when reached = 'claim-accepted' then moment end, case when reached = 'certificate-issued' then moment end,
      case when reached = 'first-session' then moment end, case when reached = 'inventory-matched' then moment end)
    on conflict (package_id, key) do update set
      device_id = coalesce(excluded.device_id, p.device_id),
      name = case when excluded.device_id is null then p.name else excluded.name end,
      name_key = case when excluded.device_id is null then p.name_key else excluded.name_key end,
      user_name = case when excluded.user_name = '' then p.user_name else excluded.user_name end,
      stage = case when stage_rank(excluded.stage) > stage_rank(p.stage) or excluded.stage = 'claim-accepted' then excluded.stage else p.stage end,
      outcome = case when excluded.device_id is null and excluded.reason_id is null and stage_rank(p.stage) > 2 then p.outcome else excluded.outcome end,
      reason_id = case when excluded.device_id is null and excluded.reason_id is null and stage_rank(p.stage) > 2 then p.reason_id else excluded.reason_id end,
      reason_params = case when excluded.device_id is null and excluded.reason_id is null and stage_rank(p.stage) > 2 then p.reason_params else excluded.reason_params end,
      hresult = excluded.hresult, detail = coalesce(excluded.detail, p.detail), log_tail = coalesce(excluded.log_tail, p.log_tail),
      kit = coalesce(excluded.kit, p.kit), address = coalesce(excluded.address, p.address), updated_at = excluded.updated_at,
      files_copied_at = coalesce(p.files_copied_at, excluded.files_copied_at), script_ran_at = coalesce(excluded.script_ran_at, p.script_ran_at),
      claim_accepted_at = coalesce(excluded.claim_accepted_at, p.claim_accepted_at),
      certificate_issued_at = coalesce(excluded.certificate_issued_at, p.certificate_issued_at),
      first_session_at = coalesce(excluded.first_session_at, p.first_session_at),
      inventory_matched_at = coalesce(excluded.inventory_matched_at, p.inventory_matched_at);

  -- the registry shows the PC's stage in the package that it used last
  update devices d set stage = p.stage, stage_at = moment, reason_id = p.reason_id, reason_params = p.reason_params,
      package_id = case when reached = 'claim-accepted' then package else coalesce(d.package_id, package) end, updated_at = moment
    from package_pcs p
    where p.package_id = package and p.key = row_key and d.id = p.device_id
      and (reached = 'claim-accepted' or d.package_id is null or d.package_id = package);
end $$;

-- Accepts a claim (see src/enrollment/store/write-claim.ts): reserves one use of a roster row for one PC. False, and nothing
-- changed, when the row was taken by other PCs since it was looked at.
create function write_claim(claim jsonb, secret bytea, token bytea) returns boolean language plpgsql as $$
declare
  device uuid := (claim->>'deviceId')::uuid;
  package uuid := (claim->>'packageId')::uuid;
  roster_row bigint := (claim->>'rosterRowId')::bigint;
  moment timestamptz := (claim->>'at')::timestamptz;
  facts jsonb := claim->'facts';
  room int;
  placeholder uuid;
  person record;
  first_pcs int;
begin
  -- the first-PCs rule is exact: while it applies, claims of the package queue here, and the one too many is looked at again
  select stop_after into first_pcs from packages where id = package and stop_after > 0 and continued_at is null;
  if first_pcs is not null then
    perform 1 from packages where id = package for update;
    if (select count(*) from package_pcs where package_id = package and claim_accepted_at is not null and device_id is distinct from device) >= first_pcs
        and not exists (select 1 from package_pcs where package_id = package and device_id = device and claim_accepted_at is not null) then
      return false;
    end if;
  end if;
  if roster_row is not null then
    -- claims of one row queue here
    select capacity, device_id into room, placeholder from roster_rows where package_id = package and id = roster_row for update;
    if room is null or (select count(distinct c.device_id) from claims c left join pins k on k.package_id = c.package_id and k.id = c.pin_id
        where c.package_id = package and c.roster_row_id = roster_row and c.device_id <> device
          and (c.state = 'used' or (c.state = 'reserved' and c.expires_at > moment and k.revoked_at is null))) >= room then
      return false;
    end if;
  end if;
  -- whoever is signed in, as the directory knows them
  select id, upn, display_name into person from users where lower(upn) = lower(claim->>'userUpn');
  insert into devices (id, name, name_key, domain, serial, uuid, maker, model, configmgr_id, epm_id, os_version, os_edition, user_id, user_upn,
      user_name, platform, package_id, known, stage, stage_at, state, state_since, search, created_at, updated_at)
    values (device, facts->>'name', facts->>'nameKey', facts->>'domain', facts->>'serial', facts->>'uuid', facts->>'maker', facts->>'model',
      facts->>'configmgrId', facts->>'epmId', facts->>'build', (facts->>'edition')::int, person.id, coalesce(person.upn, claim->>'userUpn'),
      coalesce(person.display_name, claim->>'userName'), claim->>'platform', package, claim->>'known', 'claim-accepted', moment, 'enrolling', moment, claim->>'search', moment, moment)
    on conflict (id) do update set name = excluded.name, name_key = excluded.name_key, domain = excluded.domain,
      serial = coalesce(excluded.serial, devices.serial), uuid = coalesce(excluded.uuid, devices.uuid), maker = excluded.maker, model = excluded.model,
      configmgr_id = coalesce(excluded.configmgr_id, devices.configmgr_id), epm_id = coalesce(excluded.epm_id, devices.epm_id),
      os_version = excluded.os_version, os_edition = excluded.os_edition, user_id = coalesce(excluded.user_id, devices.user_id),
      user_upn = coalesce(excluded.user_upn, devices.user_upn), user_name = coalesce(excluded.user_name, devices.user_name),
      platform = excluded.platform, known = excluded.known, search = excluded.search, updated_at = moment,
      state = case when devices.state in ('enrolled', 'probation') then devices.state else 'enrolling' end,
      state_since = case when devices.state in ('enrolled', 'probation', 'enrolling') then devices.state_since else moment end;
  if roster_row is not null and placeholder is distinct from device then
    update roster_rows set device_id = device where package_id = package and id = roster_row and kind = 'pc';
    -- a list without hardware facts made a row for this PC, which turned out to be known already
    update package_pcs set key = 'd:' || device, device_id = device where package_id = package and key = 'd:' || placeholder
      and not exists (select 1 from package_pcs o where o.package_id = package and o.key = 'd:' || device);
    delete from devices where id = placeholder and state = 'notseen' and not exists (select 1 from claims where device_id = placeholder)
      and not exists (select 1 from roster_rows where device_id = placeholder);
  end if;
  insert into claims (id, device_id, package_id, pin_id, roster_row_id, state, secret_hmac, token_hmac, identity_kind, identity_name, name_key,
      macs, facts, known, address, created_at, expires_at, renew_until)
    values ((claim->>'id')::uuid, device, package, (claim->>'pinId')::uuid, roster_row, 'reserved', secret, token, facts->'identity'->>'kind',
      facts->'identity'->>'name', facts->>'nameKey', array(select jsonb_array_elements_text(facts->'macs')), facts, claim->>'known',
      (claim->>'address')::inet, moment, (claim->>'expiresAt')::timestamptz, (claim->>'renewUntil')::timestamptz);
  -- the same PC's next claim replaces its former one and kills its secret; an enrolled PC's goes on until the next first session
  update claims set state = 'replaced', ended_at = moment where device_id = device and id <> (claim->>'id')::uuid
    and (state = 'reserved' or (state = 'used' and first_session_at is null));
  perform record_package_pc(jsonb_build_object('packageId', package, 'deviceId', device, 'name', facts->>'name', 'nameKey', facts->>'nameKey',
    'userName', coalesce(person.display_name, claim->>'userName', ''), 'stage', 'claim-accepted', 'at', claim->>'at', 'outcome', 'in-progress', 'kit', claim->>'kit',
    'address', claim->>'address'));
  insert into device_events (device_id, id, at, kind, actor, detail)
    values (device, (claim->>'eventId')::uuid, moment, 'claim-accepted', '', jsonb_build_object('claim', claim->>'id', 'package', package,
      'name', facts->>'name', 'known', claim->>'known'));
  return true;
end $$;
