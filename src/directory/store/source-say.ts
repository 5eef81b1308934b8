/** SQL: the fields of user `u` that a source gives, and nobody else may change. */
export const OWNED_FIELDS = `array(select distinct f.field from source_users k join sources s on s.id = k.source_id
  cross join lateral unnest(s.owns) as f(field) where k.user_id = u.id and k.missing_since is null)`;

/** SQL: whether the sources of user `u` say that they may not enroll; false for somebody whom no source ever had. */
export const SOURCE_DISABLED = `(exists (select 1 from source_users k where k.user_id = u.id) and coalesce((
  select k.disabled or coalesce(k.expires_at <= now(), false) from source_users k join sources s on s.id = k.source_id
  where k.user_id = u.id and k.missing_since is null order by s.rank, s.created_at, s.id limit 1), true))`;
