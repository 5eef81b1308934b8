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
