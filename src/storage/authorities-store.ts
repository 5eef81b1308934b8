import type { Database, Queryable } from './database.ts';

export type AuthorityKind = 'device-root' | 'device-issuing' | 'tls-root' | 'tls-server';

/** A certificate of ours, with its private key sealed under the master key. */
export interface StoredAuthority {
  readonly certificate: Buffer;
  readonly sealedKey: Buffer;
}

/** All certificates of this installation by kind. */
export async function listAuthorities(q: Queryable): Promise<Map<AuthorityKind, StoredAuthority>> {
  const { rows } = await q.query<{ kind: AuthorityKind; certificate_der: Buffer; sealed_key: Buffer }>(
    'select kind, certificate_der, sealed_key from authorities',
  );
  return new Map(rows.map((row) => [row.kind, { certificate: row.certificate_der, sealedKey: row.sealed_key }]));
}

/** Keeps a certificate; a newer TLS certificate takes the place of the former one. */
async function storeAuthority(q: Queryable, kind: AuthorityKind, authority: StoredAuthority): Promise<void> {
  await q.query(
    `insert into authorities (kind, certificate_der, sealed_key) values ($1, $2, $3)
     on conflict (kind) do update set certificate_der = excluded.certificate_der, sealed_key = excluded.sealed_key, created_at = now()`,
    [kind, authority.certificate, authority.sealedKey],
  );
}

/** Any constant does; all nodes of one Baton must agree on it. */
const ADVISORY_LOCK = 0x6261746e;

/**
 * Lets `complete` open the stored certificates and say which are to be stored now, in one transaction under an advisory
 * lock: several nodes may start at once. It is told whether PCs may trust the TLS root already, since a package that
 * carried it was downloaded.
 */
export async function openAuthorities<Authorities>(
  database: Database,
  complete: (
    stored: ReadonlyMap<AuthorityKind, StoredAuthority>,
    isTlsRootOut: boolean,
  ) => Promise<{ authorities: Authorities; changed: ReadonlyMap<AuthorityKind, StoredAuthority> }>,
): Promise<Authorities> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    const { rows } = await tx.query<{ found: boolean }>('select exists (select from pins) found');
    const { authorities, changed } = await complete(await listAuthorities(tx), rows[0]?.found ?? false);
    for (const [kind, authority] of changed) await storeAuthority(tx, kind, authority);
    return authorities;
  });
}
