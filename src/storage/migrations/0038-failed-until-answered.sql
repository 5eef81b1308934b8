-- Keeps how far one PC came in one package, as before (see 0028), with one rule more: a PC that failed before its claim was
-- accepted stays failed, with its reason, until a claim of it is accepted or answered otherwise.
create or replace function keep_package_pc(pc jsonb) returns package_pcs language plpgsql as $$
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
