import type { Queryable } from './database.ts';

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
export async function storeAuthority(q: Queryable, kind: AuthorityKind, authority: StoredAuthority): Promise<void> {
  await q.query(
    `insert into authorities (kind, certificate_der, sealed_key) values ($1, $2, $3)
     on conflict (kind) do update set certificate_der = excluded.certificate_der, sealed_key = excluded.sealed_key, created_at = now()`,
    [kind, authority.certificate, authority.sealedKey],
  );
}
