import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { ReasonId } from '../../devices/model/reasons.ts';
import { peerAddress } from '../request-id.ts';

/** Wrong secrets of one address are forgotten after this long without one. */
const FORGET_MS = 10 * 60_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
/** Answers that may wait at once; beyond that a wrong one goes out at once, and 60 bits must do. */
const MAX_WAITING = 2_000;
const MAX_ADDRESSES = 10_000;

const wrong = new Map<string, { count: number; at: number }>();
let waiting = 0;

/**
 * Delays the answer to a wrong secret, longer with each one of the same address. It never refuses a right one and never
 * locks: a lock would be a weapon against the PCs behind one address.
 */
export async function delayWrongSecret(reason: ReasonId, request: FastifyRequest): Promise<void> {
  if (reason !== 'PIN_INVALID') return;
  const now = Date.now();
  const address = peerAddress(request.socket.remoteAddress);
  const before = wrong.get(address);
  const count = before === undefined || now - before.at > FORGET_MS ? 1 : before.count + 1;
  wrong.delete(address); // moves it to the end: the oldest goes first
  wrong.set(address, { count, at: now });
  if (wrong.size > MAX_ADDRESSES) wrong.delete(wrong.keys().next().value ?? '');
  if (waiting >= MAX_WAITING) return;
  waiting += 1;
  try {
    await sleep(Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(count - 1, 6)));
  } finally {
    waiting -= 1;
  }
}
