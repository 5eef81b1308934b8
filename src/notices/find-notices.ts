import { findingTitle } from '../devices/evidence/finding-titles.ts';
import type { Queryable } from '../storage/database.ts';
import type { Notice } from './notice.ts';

/** A PIN is about to expire when this part of its validity is left (console: the warning of the expiry clock). */
const LAST_PART = 0.25;

/**
 * Packages whose latest PIN is in the last quarter of its validity, or over, while PCs are to come. One notice for each
 * expiry: an extension begins anew.
 */
export async function findExpiringPins(q: Queryable, now: Date): Promise<Notice[]> {
  const { rows } = await q.query<{ id: string; name: string; expires_at: Date; open: number }>(
    `select p.id, p.name, k.expires_at, (select count(*)::int from package_pcs x where x.package_id = p.id and x.outcome not in ('done'))
       + greatest(0, coalesce(p.planned, 0) - (select count(*)::int from package_pcs x where x.package_id = p.id)) as open
     from packages p join lateral (select * from pins where package_id = p.id and revoked_at is null order by expires_at desc limit 1) k on true
     where p.revoked_at is null and k.expires_at - (k.expires_at - k.minted_at) * $2::float < $1 and k.expires_at > $1::timestamptz - interval '7 days'`,
    [now, LAST_PART],
  );
  return rows
    .filter(({ open }) => open > 0)
    .map(({ id, name, expires_at, open }) => ({
      key: `pin-expires:${id}:${expires_at.toISOString()}`,
      event: 'pin-expires',
      at: now.toISOString(),
      text: {
        ja: `配布パッケージ「${name}」の PIN は ${expires_at.toISOString()} に期限切れに${expires_at > now ? 'なります' : 'なりました'}。まだ登録されていない PC は ${open} 台です。`,
        en: `The PIN of package "${name}" ${expires_at > now ? 'expires' : 'expired'} at ${expires_at.toISOString()}. PCs that have not enrolled yet: ${open}.`,
      },
      link: `/packages/${id}`,
      detail: { packageId: id, expiresAt: expires_at.toISOString(), open },
    }));
}

/** Findings with severity "error" that PCs got since `since`: one notice for each finding, with the number of PCs. */
export async function findNewFindings(q: Queryable, since: Date, now: Date): Promise<Notice[]> {
  const { rows } = await q.query<{ finding_id: string; pcs: number }>(
    `select finding_id, count(*)::int as pcs from findings where severity = 'error' and gone_at is null and first_at > $1 and first_at <= $2
     group by 1 order by 2 desc, 1`,
    [since, now],
  );
  return rows.map(({ finding_id, pcs }) => {
    const title = findingTitle(finding_id);
    return {
      key: `finding-appeared:${finding_id}:${now.toISOString()}`,
      event: 'finding-appeared',
      at: now.toISOString(),
      text: { ja: `${pcs} 台の PC に新しい所見があります: ${title.ja}`, en: `New on ${pcs} PC(s): ${title.en}` },
      link: `/diagnosis?finding=${finding_id}`,
      detail: { finding: finding_id, pcs },
    };
  });
}
