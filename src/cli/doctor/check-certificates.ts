import { X509Certificate } from 'node:crypto';
import type { Config } from '../../config/config.ts';
import { readTlsFiles } from '../../config/tls-files.ts';
import { type AuthorityKind, coversHosts, type StoredAuthority } from '../../pki/complete-authorities.ts';
import { openSealer, SealError } from '../../pki/seal.ts';
import { type CheckResult, refusalOf, result } from './check-result.ts';

const DAY_MS = 86_400_000;
/** A device certificate lives at most three years: the issuing CA must outlive what it signs. */
const CA_WARN_DAYS = 3 * 365;

/** Dates, hosts and private keys of our certificates, or of the administrator's own one for the doors. */
export function checkCertificates(
  config: Config,
  stored: ReadonlyMap<AuthorityKind, StoredAuthority>,
  masterKey: Buffer | null,
  now: Date,
): CheckResult[] {
  const results: CheckResult[] = [];
  const { tlsFiles } = config;
  if (tlsFiles !== undefined) {
    const refused = refusalOf('certificate tls', () => readTlsFiles(tlsFiles, config.host, now));
    results.push(
      refused ??
        result('certificate tls', 'ok', `${tlsFiles.certificate} fits`, `${tlsFiles.certificate} は使用できます`),
    );
  }
  for (const [kind, authority] of stored) {
    if (tlsFiles !== undefined && kind.startsWith('tls-')) continue;
    results.push(checkStored(config, kind, authority, masterKey, now));
  }
  return results;
}

function checkStored(
  config: Config,
  kind: AuthorityKind,
  authority: StoredAuthority,
  masterKey: Buffer | null,
  now: Date,
): CheckResult {
  const check = `certificate ${kind}`;
  const end = new X509Certificate(authority.certificate).validToDate;
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  const until = end.toISOString().slice(0, 10);
  if (masterKey !== null && !opensWith(masterKey, kind, authority)) {
    return result(
      check,
      'fail',
      'Its private key does not open with this master key; restore the right one.',
      'このマスター キーでは秘密鍵を復号できません。正しいキーを復元してください。',
    );
  }
  if (kind === 'tls-root' && !coversHosts(authority.certificate, config.hosts)) {
    return result(
      check,
      'warn',
      `It does not cover all of ${config.hosts.join(', ')}; a start replaces it, or asks first when PCs trust it.`,
      `${config.hosts.join(', ')} の一部が含まれていません。起動時に置き換えられます (PC が信頼している場合は確認を求めます)。`,
    );
  }
  if (days < 0) return result(check, 'fail', `ended on ${until}`, `${until} に期限切れ`);
  // the server's own certificate is issued anew at each start in its last 30 days
  const least = kind === 'tls-server' ? 30 : CA_WARN_DAYS;
  const status = days < least ? 'warn' : 'ok';
  return result(check, status, `valid until ${until} (${days} days)`, `有効期限 ${until} (残り ${days} 日)`);
}

/** Whether this master key is the one that sealed an authority's private key. */
export function opensWith(masterKey: Buffer, kind: AuthorityKind, authority: StoredAuthority): boolean {
  try {
    openSealer(masterKey).unseal(authority.sealedKey, `authority/${kind}`);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}
