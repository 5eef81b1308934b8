import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '../storage/refusal.ts';

/** argon2id with 19 MiB and two passes: the least that OWASP's password storage advice names. */
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
const MAX_WAITING = 64;
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz';
const ONE_TIME_LENGTH = 16;

/** Hashing and checking of passwords. At most two run at once, so that a flood of sign-ins leaves the PCs' doors alone. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** False also for a hash that nobody can read. Takes as long for no account (`hash` undefined) as for a wrong password. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** Passwords with a queue of their own; past 64 waiting calls `hash` and `verify` throw a `Refusal` of kind `later`. */
export function createPasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  const nobody = hash(oneTimePassword(), ARGON2);
  nobody.catch(() => undefined); // the first verification reports it

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw busy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return {
    hash: (password) => inTurn(() => hash(password, ARGON2)),
    verify: (stored, password) =>
      inTurn(async () => {
        const right = await verify(stored ?? (await nobody), password).catch(() => false);
        return stored !== undefined && right;
      }),
  };
}

/** A random password of 16 letters and digits without look-alikes (91 bits), to be changed at the first sign-in. */
export function oneTimePassword(): string {
  return Array.from({ length: ONE_TIME_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function busy(): Refusal {
  return new Refusal(
    'later',
    'SIGN_IN_BUSY',
    {
      ja: 'サインインが集中しています。数秒後にもう一度お試しください。',
      en: 'Many sign-ins are under way. Try again in a few seconds.',
    },
    { retryAfterSeconds: 5 },
  );
}
