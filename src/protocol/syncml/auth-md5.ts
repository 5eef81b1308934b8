import { createHash } from 'node:crypto';

/**
 * What a server keeps of a user name and password instead of the password: B64(MD5(user ":" password)), text as UTF-8
 * (OMA-SEC 5.3).
 */
export function credentialHash(user: string, password: string): string {
  return createHash('md5').update(`${user}:${password}`, 'utf8').digest('base64');
}

/**
 * The digest of syncml:auth-md5 that goes with a nonce: B64(MD5(hash ":" nonce)), `hash` from
 * `credentialHash`, nonce as raw bytes (OMA-SEC 5.3).
 */
export function digestMd5(hash: string, nonce: Uint8Array): string {
  return createHash('md5').update(`${hash}:`, 'utf8').update(nonce).digest('base64');
}
