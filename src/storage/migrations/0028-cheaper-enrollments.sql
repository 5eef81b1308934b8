-- What an enrollment costs the database beside its rows (docs/performance.md): preparing statements to run takes longer than running
-- them, so there are fewer of them, and each says less.

-- every claim of a package locked this one row of another table; packages are never deleted, and a claim is written after its
-- package was read
alter table claims drop constraint claims_package_id_fkey;
alter table package_pcs drop constraint package_pcs_package_id_fkey;

-- the same order as before; a function in SQL is parsed anew for each row that is written
create or replace function natural_order(name text) returns text language plpgsql immutable strict parallel safe as $$
begin
  return regexp_replace(regexp_replace(lower(normalize(name, NFKC)), '\d+', '000000000000000\&', 'g'), '\d*(\d{15})', '\1', 'g');
end $$;

-- The same ranks, without walking an array for each row: sorting 100,000 PCs by stage spent most of its time there.
create or replace function stage_rank(stage text) returns int language sql immutable as $$
  select case stage
    when 'files-copied' then 1
    when 'script-ran' then 2
    when 'claim-accepted' then 3
    when 'certificate-issued' then 4
    when 'first-session' then 5
    when 'inventory-matched' then 6
    else 0
  end
$$;

-- Keeps an attempt (see src/enrollment/record-attempt.ts); a repeat raises the count of the row that stands for it.
create or replace function record_attempt(a jsonb) returns void language plpgsql as $$
begin
  -- nothing repeats an accepted one, and readiness for a repeat costs half as much as the row
  if a->>'outcome' = 'accepted' then
    insert into attempts (day, fold, id, first_at, last_at, step, outcome, reason_id, reason_params, hresult, device_id, package_id, claim_id,
        pc_name, user_name, address, request_id, detail, message)
      values ((a->>'day')::date, a->>'fold', (a->>'id')::uuid, (a->>'at')::timestamptz, (a->>'at')::timestamptz, a->>'step', a->>'outcome',
        a->>'reason', a->'params', a->>'hresult', (a->>'deviceId')::uuid, (a->>'packageId')::uuid, (a->>'claimId')::uuid,
        coalesce(a->>'pcName', ''), coalesce(a->>'userName', ''), (a->>'address')::inet, a->>'requestId', coalesce(a->'detail', '{}'), a->>'message');
    return;
  end if;
  insert into attempts (day, fold, id, first_at, last_at, step, outcome, reason_id, reason_params, hresult, device_id, package_id, claim_id,
      pc_name, user_name, address, request_id, detail, message)
    values ((a->>'day')::date, a->>'fold', (a->>'id')::uuid, (a->>'at')::timestamptz, (a->>'at')::timestamptz, a->>'step', a->>'outcome',
      a->>'reason', a->'params', a->>'hresult', (a->>'deviceId')::uuid, (a->>'packageId')::uuid, (a->>'claimId')::uuid,
      coalesce(a->>'pcName', ''), coalesce(a->>'userName', ''), (a->>'address')::inet, a->>'requestId', coalesce(a->'detail', '{}'), a->>'message')
    on conflict (day, fold) do update set count = attempts.count + 1, last_at = greatest(attempts.last_at, excluded.last_at),
      request_id = excluded.request_id, reason_params = excluded.reason_params, detail = excluded.detail, message = excluded.message;
end $$;

-- Keeps how far one PC came in one package (see src/packages/record-pc.ts). What a PC only says is kept under its name until
-- a claim of that name is accepted; it never takes back what was proven, and says nothing about a PC that had a session.
-- A refused claim that is not known to be this PC's says nothing about a PC whose claim was accepted: names are no proof.
-- A PC that failed before its claim was accepted stays failed, with its reason, until a claim of it is answered.
-- A new claim begins anew: the stages behind it are to be reached again. (A report of a claim that is there has a detail.)
create function keep_package_pc(pc jsonb) returns package_pcs language plpgsql as $$
declare
  package uuid := (pc->>'packageId')::uuid;
  device uuid := (pc->>'deviceId')::uuid;
  moment timestamptz := (pc->>'at')::timestamptz;
  reached text := pc->>'stage';
  begins boolean := device is not null and reached = 'claim-accepted' and pc->>'outcome' = 'in-progress' and not pc ? 'detail';
  falls_back boolean := device is not null and reached = 'first-session' and pc->>'outcome' = 'failed';
  row_key text := 'd:' || device;
  said_key text := 'n:' || (pc->>'nameKey');
  is_refusal boolean := coalesce((pc->>'isRefusal')::boolean, false);
  rows_of_name int;
  p package_pcs;
  said package_pcs;
  found_key text;
begin
  if device is not null then
    select * into p from package_pcs where package_id = package and key = row_key for update;
    select * into said from package_pcs where package_id = package and key = said_key for update;
    if p.key is null then
      p := said;
    elsif said.key is not null then
      -- the PC said its name before, and a list had named it too: one line is enough
      p.files_copied_at := coalesce(p.files_copied_at, said.files_copied_at);
      p.script_ran_at := coalesce(p.script_ran_at, said.script_ran_at);
      p.kit := coalesce(p.kit, said.kit);
      delete from package_pcs where package_id = package and key = said_key;
    end if;
  else
    select count(*), min(key) into rows_of_name, row_key from package_pcs where package_id = package and name_key = pc->>'nameKey'
      and not (is_refusal and claim_accepted_at is not null);
    if rows_of_name <> 1 then row_key := said_key; end if;
    select * into p from package_pcs where package_id = package and key = row_key for update;
  end if;

  if p.key is null then
    insert into package_pcs (package_id, key, device_id, name, name_key, user_name, stage, outcome, outcome_at, is_proved, reason_id,
        reason_params, hresult, detail, log_tail, kit, address, updated_at, files_copied_at, script_ran_at, claim_accepted_at,
        certificate_issued_at, first_session_at, inventory_matched_at)
      values (package, row_key, device, pc->>'name', pc->>'nameKey', coalesce(pc->>'userName', ''), reached, pc->>'outcome',
        case when pc->>'outcome' in ('failed', 'done') then moment end, coalesce((pc->>'isProved')::boolean, device is not null),
        pc->>'reason', pc->'params', pc->>'hresult', pc->>'detail', pc->>'logTail', pc->>'kit', (pc->>'address')::inet, moment,
        case when reached = 'files-copied' then moment end, case when reached = 'script-ran' then moment end,
        case when reached = 'claim-accepted' then moment end, case when reached = 'certificate-issued' then moment end,
        case when reached = 'first-session' then moment end, case when reached = 'inventory-matched' then moment end)
      on conflict (package_id, key) do nothing returning * into said;
    p := said;
    -- another request of the same PC was first
    if p.key is null then
      select * into p from package_pcs where package_id = package and key = row_key for update;
      found_key := p.key;
    end if;
  else
    found_key := p.key;
  end if;

  if found_key is not null then
    if device is not null then
      p.key := row_key;
      p.device_id := device;
      p.name := pc->>'name';
      p.name_key := pc->>'nameKey';
    end if;
    p.user_name := coalesce(nullif(pc->>'userName', ''), p.user_name);
    if begins or falls_back or stage_rank(reached) > stage_rank(p.stage) then p.stage := reached; end if;
    if reached = 'files-copied' then p.files_copied_at := coalesce(p.files_copied_at, moment);
    elsif reached = 'script-ran' then p.script_ran_at := moment;
    elsif reached = 'certificate-issued' then p.certificate_issued_at := coalesce(p.certificate_issued_at, moment);
    elsif reached = 'first-session' then p.first_session_at := coalesce(p.first_session_at, moment);
    end if;
    if begins then
      p.claim_accepted_at := moment;
      p.certificate_issued_at := null;
      p.first_session_at := null;
    end if;
    if begins or falls_back then p.inventory_matched_at := null;
    elsif reached = 'inventory-matched' then p.inventory_matched_at := coalesce(p.inventory_matched_at, moment);
    end if;
    -- a word about a PC that had a session already counts only when the PC itself brings proof
    if ((device is not null and not is_refusal) or stage_rank(p.stage) < 3 or (pc ? 'reason' and stage_rank(p.stage) < 5))
        -- and that it starts again takes back no failure: only an answer does
        and not (device is null and p.outcome = 'failed' and pc->>'outcome' = 'in-progress') then
      p.outcome := pc->>'outcome';
      if p.outcome in ('failed', 'done') then p.outcome_at := moment; end if;
      p.is_proved := coalesce((pc->>'isProved')::boolean, device is not null);
      p.reason_id := pc->>'reason';
      p.reason_params := pc->'params';
      p.hresult := pc->>'hresult';
      p.detail := coalesce(pc->>'detail', p.detail);
      p.log_tail := coalesce(pc->>'logTail', p.log_tail);
    end if;
    update package_pcs set key = p.key, device_id = p.device_id, name = p.name, name_key = p.name_key, user_name = p.user_name,
        stage = p.stage, outcome = p.outcome, outcome_at = p.outcome_at, is_proved = p.is_proved, reason_id = p.reason_id,
        reason_params = p.reason_params, hresult = p.hresult, detail = p.detail, log_tail = p.log_tail, kit = coalesce(pc->>'kit', p.kit),
        address = coalesce((pc->>'address')::inet, p.address), updated_at = moment, files_copied_at = p.files_copied_at,
        script_ran_at = p.script_ran_at, claim_accepted_at = p.claim_accepted_at, certificate_issued_at = p.certificate_issued_at,
        first_session_at = p.first_session_at, inventory_matched_at = p.inventory_matched_at
      where package_id = package and key = found_key;
  end if;
  return p;
end $$;

-- The state of a PC after an outcome in a package; `said` is the state that the outcome's reason asks for.
create function state_after(state text, outcome text, said text, stage text) returns text language sql immutable as $$
  select case
    when state in ('enrolled', 'probation', 'leaving', 'left') then state
    when outcome in ('failed', 'waiting') then coalesce(said, state)
    when stage_rank(stage) >= 3 or state in ('failed', 'waiting') then 'enrolling'
    else state end
$$;

-- The same, and the registry shows the PC's stage and trouble in the package that it used last.
create or replace function record_package_pc(pc jsonb) returns void language plpgsql as $$
declare
  package uuid := (pc->>'packageId')::uuid;
  moment timestamptz := (pc->>'at')::timestamptz;
  reached text := pc->>'stage';
  p package_pcs := keep_package_pc(pc);
begin
  if p.device_id is not null then
    update devices d set stage = p.stage, stage_at = moment, reason_id = p.reason_id, reason_params = p.reason_params,
        package_id = case when reached = 'claim-accepted' then package else coalesce(d.package_id, package) end,
        state = state_after(d.state, p.outcome, pc->>'state', p.stage),
        state_since = case when state_after(d.state, p.outcome, pc->>'state', p.stage) = d.state then d.state_since else moment end,
        updated_at = moment
      where d.id = p.device_id and (reached = 'claim-accepted' or d.package_id is null or d.package_id = package);
  end if;
end $$;

-- Accepts a claim (see src/enrollment/store/write-claim.ts): reserves one use of a roster row for one PC. False, and nothing
-- changed, when the row was taken by other PCs since it was looked at.
create or replace function write_claim(claim jsonb, secret bytea, token bytea) returns boolean language plpgsql as $$
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
        where c.package_id = package and c.roster_row_id = roster_row and c.device_id <> device and c.ended_at is null
          and (c.state = 'used' or (c.expires_at > moment and k.revoked_at is null))) >= room then
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
    on conflict (id) do nothing;
  if not found then
    update devices d set name = facts->>'name', name_key = facts->>'nameKey', domain = facts->>'domain',
        serial = coalesce(facts->>'serial', d.serial), uuid = coalesce(facts->>'uuid', d.uuid), maker = facts->>'maker', model = facts->>'model',
        configmgr_id = coalesce(facts->>'configmgrId', d.configmgr_id), epm_id = coalesce(facts->>'epmId', d.epm_id),
        os_version = facts->>'build', os_edition = (facts->>'edition')::int, user_id = coalesce(person.id, d.user_id),
        user_upn = coalesce(person.upn, claim->>'userUpn', d.user_upn), user_name = coalesce(person.display_name, claim->>'userName', d.user_name),
        platform = claim->>'platform', package_id = package, known = claim->>'known', search = claim->>'search', updated_at = moment,
        stage = 'claim-accepted', stage_at = moment, reason_id = null, reason_params = null,
        state = case when d.state in ('enrolled', 'probation') then d.state else 'enrolling' end,
        state_since = case when d.state in ('enrolled', 'probation', 'enrolling') then d.state_since else moment end
      where d.id = device;
  end if;
  if roster_row is not null and placeholder is distinct from device then
    update roster_rows set device_id = device where package_id = package and id = roster_row and kind = 'pc';
    -- a list without hardware facts made a row for this PC, which turned out to be known already
    if placeholder is not null then
      update package_pcs set key = 'd:' || device, device_id = device where package_id = package and key = 'd:' || placeholder
        and not exists (select 1 from package_pcs o where o.package_id = package and o.key = 'd:' || device);
      delete from devices where id = placeholder and state = 'notseen' and not exists (select 1 from claims where device_id = placeholder)
        and not exists (select 1 from roster_rows where device_id = placeholder);
    end if;
  end if;
  -- the same PC's next claim replaces its former one and kills its secret; an enrolled PC's goes on until the next first session
  update claims set state = 'replaced', ended_at = moment where device_id = device
    and (state = 'reserved' or (state = 'used' and first_session_at is null));
  insert into claims (id, device_id, package_id, pin_id, roster_row_id, state, secret_hmac, token_hmac, identity_kind, identity_name, name_key,
      macs, facts, known, address, created_at, expires_at, renew_until)
    values ((claim->>'id')::uuid, device, package, (claim->>'pinId')::uuid, roster_row, 'reserved', secret, token, facts->'identity'->>'kind',
      facts->'identity'->>'name', facts->>'nameKey', array(select jsonb_array_elements_text(facts->'macs')), facts, claim->>'known',
      (claim->>'address')::inet, moment, (claim->>'expiresAt')::timestamptz, (claim->>'renewUntil')::timestamptz);
  perform keep_package_pc(jsonb_build_object('packageId', package, 'deviceId', device, 'name', facts->>'name', 'nameKey', facts->>'nameKey',
    'userName', coalesce(person.display_name, claim->>'userName', ''), 'stage', 'claim-accepted', 'at', claim->>'at', 'outcome', 'in-progress', 'kit', claim->>'kit',
    'address', claim->>'address'));
  insert into device_events (device_id, id, at, kind, actor, detail)
    values (device, (claim->>'eventId')::uuid, moment, 'claim-accepted', '', jsonb_build_object('claim', claim->>'id', 'package', package,
      'name', facts->>'name', 'known', claim->>'known'));
  if claim ? 'attempt' then perform record_attempt(claim->'attempt'); end if;
  return true;
end $$;

-- From a claim to a certificate (see src/enrollment/store/write-enrollment.ts), with all that it changes. False, and nothing
-- changed, when the claim is not as it was when the request was decided: the caller reads and decides again.
create or replace function write_enrollment(e jsonb, client_nonce bytea, certificate bytea) returns boolean language plpgsql as $$
declare
  device uuid := (e->>'deviceId')::uuid;
  claim uuid := (e->>'claimId')::uuid;
  enrollment uuid := (e->>'id')::uuid;
  moment timestamptz := (e->>'at')::timestamptz;
begin
  -- requests of one claim queue here: the first pins the HWDevID, the others see it
  update claims set state = 'used', hwdevid = e->>'hwDevId', used_at = coalesce(used_at, moment)
    where id = claim and ended_at is null and state = e->>'expectState' and hwdevid is not distinct from e->>'expectHwDevId'
      and first_session_at is null and expires_at > moment;
  if not found then return false; end if;
  -- until its first session a further request of the same PC ends what it was given before, also under a former claim
  -- whose answer it never got (design fact 4)
  update enrollments set state = 'ended', ended_at = moment, ended_why = 'replaced' where device_id = device and state = 'issued';
  if found then
    update certificates set revoked_at = moment, revoked_why = 'replaced' where device_id = device and revoked_at is null
      and enrollment_id in (select id from enrollments where device_id = device and state = 'ended' and ended_at = moment);
  end if;
  insert into enrollments (device_id, id, claim_id, package_id, enrollment_type, source, hwdevid, state, probation, bound, client_hash,
      server_hash, client_nonce, context, created_at)
    values (device, enrollment, claim, (e->>'packageId')::uuid, e->>'enrollmentType', e->>'source', e->>'hwDevId', 'issued', true, e->>'bound',
      e->>'clientHash', e->>'serverHash', write_enrollment.client_nonce, e->'context', moment);
  insert into certificates (device_id, serial, enrollment_id, fingerprint, der, not_before, not_after, issued_at)
    values (device, e->>'serial', enrollment, sha256(certificate), certificate, (e->>'notBefore')::timestamptz, (e->>'notAfter')::timestamptz, moment);
  perform record_package_pc(e->'stage');
  insert into device_events (device_id, id, at, kind, actor, detail)
    values (device, (e->>'eventId')::uuid, moment, 'certificate-issued', '', jsonb_build_object('serial', e->>'serial', 'notAfter', e->>'notAfter',
      'bound', e->>'bound'));
  perform record_attempt(e->'attempt');
  return true;
end $$;

-- Which of these MACs prove something: one that three PCs claimed belongs to a dock or a virtual switch (design fact 7).
create function usable_macs(said text[]) returns text[] language plpgsql stable as $$
begin
  return array(select mac from unnest(said) mac
    where (select count(distinct c.device_id) from claims c where c.macs @> array[mac] and c.ended_at is null) < 3);
end $$;

-- every PC asks the same of them: one plan serves all, and none is made to compare it with
alter function write_claim(jsonb, bytea, bytea) set plan_cache_mode = force_generic_plan;
alter function write_enrollment(jsonb, bytea, bytea) set plan_cache_mode = force_generic_plan;
alter function usable_macs(text[]) set plan_cache_mode = force_generic_plan;
