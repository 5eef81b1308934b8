import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

/**
 * `wrong-key`: sealed under another master key. `damaged`: changed or cut, or opened in another context than it was
 * sealed in.
 */
export type SealErrorCode = 'wrong-key' | 'damaged';

/** The only error of unseal. */
export class SealError extends Error {
  readonly code: SealErrorCode;

  constructor(code: SealErrorCode) {
    super(code === 'wrong-key' ? 'sealed under another master key' : 'sealed box is damaged or of another context');
    this.name = 'SealError';
    this.code = code;
  }
}

/** Length of the master key and of every key made from it, in bytes. */
export const MASTER_KEY_BYTES = 32;

/**
 * What a named key is for: `seal` encrypts private keys and kept replies; `pin` and `token` are the HMAC keys of PINs
 * and enrollment secrets, and of tokens.
 */
export type KeyName = 'seal' | 'pin' | 'token';

function derive(masterKey: Buffer, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `baton/${info}`, bytes));
}

/**
 * Makes a named key (32 bytes) from the one master key: HKDF-SHA256 (RFC 5869) with the name as info. A key object, since
 * from bytes Node makes one anew at every use, at four times the price of the HMAC itself.
 */
export function deriveKey(masterKey: Buffer, name: KeyName): KeyObject {
  return createSecretKey(derive(masterKey, name, MASTER_KEY_BYTES));
}

/** Closes boxes that only the same key and the same context open. */
export interface Sealer {
  /**
   * AES-256-GCM with a random nonce. `context` says what and whose the content is, such as `authority/tls-root`; it is
   * not kept in the box, so a box that was moved to another row does not open.
   */
  seal(content: Buffer, context: string): Buffer;
  /** @throws SealError */
  unseal(box: Buffer, context: string): Buffer;
}

const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** A sealer under the `seal` key. A box is: key id (4 bytes), nonce (12), ciphertext, tag (16). */
export function openSealer(masterKey: Buffer): Sealer {
  const key = deriveKey(masterKey, 'seal');
  const keyId = derive(masterKey, 'seal key id', KEY_ID_BYTES);
  return {
    seal: (content, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context, 'utf8'));
      return Buffer.concat([keyId, nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
    },
    unseal: (box, context) => {
      if (box.length < KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES) throw new SealError('damaged');
      if (!box.subarray(0, KEY_ID_BYTES).equals(keyId)) throw new SealError('wrong-key');
      const nonce = box.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context, 'utf8'));
      decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
      try {
        const body = box.subarray(KEY_ID_BYTES + NONCE_BYTES, box.length - TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]);
      } catch {
        throw new SealError('damaged');
      }
    },
  };
}
