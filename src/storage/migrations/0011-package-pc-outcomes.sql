-- Whether the last outcome came with a PIN that lives, or from the claim itself: only such outcomes can pause a package.
alter table package_pcs add column is_proved boolean not null default false;

-- Keeps how far one PC came in one package (see src/packages/record-pc.ts). What a PC only says is kept under its name until
-- a claim of that name is accepted; it never takes back what was proven, and says nothing about a PC that had a session.
-- A new claim begins anew: the stages behind it are to be reached again. (A report of a claim that is there has a detail.)
create or replace function record_package_pc(pc jsonb) returns void language plpgsql as $$
declare
  package uuid := (pc->>'packageId')::uuid;
  device uuid := (pc->>'deviceId')::uuid;
  said_key text := 'n:' || (pc->>'nameKey');
  row_key text;
  moment timestamptz := (pc->>'at')::timestamptz;
  reached text := pc->>'stage';
  begins boolean := device is not null and reached = 'claim-accepted' and pc->>'outcome' = 'in-progress' and not pc ? 'detail';
  falls_back boolean := device is not null and reached = 'first-session' and pc->>'outcome' = 'failed';
  rows_of_name int;
begin
  if device is not null then
    row_key := 'd:' || device;
    if exists (select 1 from package_pcs where package_id = package and key = row_key) then
      -- the PC said its name before, and a list had named it too: one line is enough
      update package_pcs p set files_copied_at = coalesce(p.files_copied_at, s.files_copied_at),
          script_ran_at = coalesce(p.script_ran_at, s.script_ran_at), kit = coalesce(p.kit, s.kit)
        from package_pcs s where s.package_id = package and s.key = said_key and p.package_id = package and p.key = row_key;
      delete from package_pcs where package_id = package and key = said_key;
    else
      update package_pcs set key = row_key, device_id = device where package_id = package and key = said_key;
    end if;
  else
    select count(*), min(key) into rows_of_name, row_key from package_pcs where package_id = package and name_key = pc->>'nameKey';
    if rows_of_name <> 1 then row_key := said_key; end if;
  end if;

  insert into package_pcs as p (package_id, key, device_id, name, name_key, user_name, stage, outcome, is_proved, reason_id, reason_params,
      hresult, detail, log_tail, kit, address, updated_at, files_copied_at, script_ran_at, claim_accepted_at, certificate_issued_at,
      first_session_at, inventory_matched_at)
    values (package, row_key, device, pc->>'name', pc->>'nameKey', coalesce(pc->>'userName', ''), reached, pc->>'outcome',
      coalesce((pc->>'isProved')::boolean, device is not null), pc->>'reason', pc->'params', pc->>'hresult', pc->>'detail', pc->>'logTail',
      pc->>'kit', (pc->>'address')::inet, moment,
      case when reached = 'files-copied' then moment end, case when reached = 'script-ran' then moment end,
      case when reached = 'claim-accepted' then moment end, case when reached = 'certificate-issued' then moment end,
      case when reached = 'first-session' then moment end, case when reached = 'inventory-matched' then moment end)
    on conflict (package_id, key) do nothing;
  if not found then
    update package_pcs p set
        device_id = coalesce(device, p.device_id),
        name = case when device is null then p.name else pc->>'name' end,
        name_key = case when device is null then p.name_key else pc->>'nameKey' end,
        user_name = coalesce(nullif(pc->>'userName', ''), p.user_name),
        stage = case when begins or falls_back or stage_rank(reached) > stage_rank(p.stage) then reached else p.stage end,
        files_copied_at = case when reached = 'files-copied' then coalesce(p.files_copied_at, moment) else p.files_copied_at end,
        script_ran_at = case when reached = 'script-ran' then moment else p.script_ran_at end,
        claim_accepted_at = case when begins then moment else p.claim_accepted_at end,
        certificate_issued_at = case when begins then null when reached = 'certificate-issued' then coalesce(p.certificate_issued_at, moment)
          else p.certificate_issued_at end,
        first_session_at = case when begins then null when reached = 'first-session' then coalesce(p.first_session_at, moment)
          else p.first_session_at end,
        inventory_matched_at = case when begins or falls_back then null when reached = 'inventory-matched' then coalesce(p.inventory_matched_at, moment)
          else p.inventory_matched_at end,
        kit = coalesce(pc->>'kit', p.kit), address = coalesce((pc->>'address')::inet, p.address), updated_at = moment
      where p.package_id = package and p.key = row_key;
    -- a word about a PC that had a session already counts only when the PC itself brings proof
    update package_pcs p set outcome = pc->>'outcome', is_proved = coalesce((pc->>'isProved')::boolean, device is not null),
        reason_id = pc->>'reason', reason_params = pc->'params', hresult = pc->>'hresult', detail = coalesce(pc->>'detail', p.detail),
        log_tail = coalesce(pc->>'logTail', p.log_tail)
      where p.package_id = package and p.key = row_key
        and (device is not null or stage_rank(p.stage) < 3 or (pc ? 'reason' and stage_rank(p.stage) < 5));
  end if;

  -- the registry shows the PC's stage and trouble in the package that it used last
  update devices d set stage = p.stage, stage_at = moment, reason_id = p.reason_id, reason_params = p.reason_params,
      package_id = case when reached = 'claim-accepted' then package else coalesce(d.package_id, package) end,
      state = n.state, state_since = case when n.state = d.state then d.state_since else moment end, updated_at = moment
    from package_pcs p, lateral (select case
        when dd.state in ('enrolled', 'probation', 'leaving', 'left') then dd.state
        when p.outcome in ('failed', 'waiting') then coalesce(pc->>'state', dd.state)
        when stage_rank(p.stage) >= 3 or dd.state in ('failed', 'waiting') then 'enrolling'
        else dd.state end as state from devices dd where dd.id = p.device_id) n
    where p.package_id = package and p.key = row_key and d.id = p.device_id
      and (reached = 'claim-accepted' or d.package_id is null or d.package_id = package);
end $$;
