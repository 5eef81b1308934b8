import { delaySeconds } from './model/sign-in-delay.ts';

interface Failures {
  count: number;
  lastAt: number;
}

/** Remembers failed sign-ins on this node, so that each further guess has to wait longer. Nobody is ever locked out. */
export interface SignInThrottle {
  /** Seconds that a sign-in for this account from this address has to wait now; 0 = none. */
  wait(userName: string, address: string, now: Date): number;
  /** Counts a guess as failed. */
  failed(userName: string, address: string, now: Date): void;
  /** Takes back the guess that was right, and forgets the failures of this account before it. */
  succeeded(userName: string, address: string): void;
}

/** Pairs of account and address remembered at once; the oldest make room. */
const MAX_KEYS = 20_000;
const FORGET_MS = 15 * 60_000;
/** Failures of one address over all accounts before it waits too. */
const FREE_FOR_ADDRESS = 50;

/** A throttle per account and address, and a wider one per address for guesses that go through many accounts. */
export function createSignInThrottle(): SignInThrottle {
  const failures = new Map<string, Failures>();
  const accountKey = (userName: string, address: string) => `${address}|${userName.trim().toLowerCase()}`;
  const addressKey = (address: string) => `${address}|`;

  const waitOf = (key: string, free: number | undefined, now: Date): number => {
    const entry = failures.get(key);
    if (entry === undefined || now.getTime() - entry.lastAt > FORGET_MS) return 0;
    const until = entry.lastAt + delaySeconds(entry.count, free) * 1_000;
    return Math.max(0, Math.ceil((until - now.getTime()) / 1_000));
  };
  const count = (key: string, now: Date) => {
    const entry = failures.get(key);
    const before = entry !== undefined && now.getTime() - entry.lastAt <= FORGET_MS ? entry.count : 0;
    failures.delete(key);
    failures.set(key, { count: before + 1, lastAt: now.getTime() });
    if (failures.size > MAX_KEYS) {
      const oldest = failures.keys().next().value;
      if (oldest !== undefined) failures.delete(oldest);
    }
  };
  return {
    wait: (userName, address, now) =>
      Math.max(
        waitOf(accountKey(userName, address), undefined, now),
        waitOf(addressKey(address), FREE_FOR_ADDRESS, now),
      ),
    failed: (userName, address, now) => {
      count(accountKey(userName, address), now);
      count(addressKey(address), now);
    },
    succeeded: (userName, address) => {
      failures.delete(accountKey(userName, address));
      const ofAddress = failures.get(addressKey(address));
      if (ofAddress !== undefined) ofAddress.count -= 1;
    },
  };
}
