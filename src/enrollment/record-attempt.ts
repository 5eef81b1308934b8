import type { ReasonId, ReasonParams } from '../devices/model/reasons.ts';
import type { Queryable } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { toJsonb } from '../storage/jsonb.ts';

/** Where a request came from, and the id under which it is logged. */
export interface Origin {
  readonly address: string;
  readonly requestId: string;
}

/** One try of a PC at a door, as it is kept: what it wanted, what came of it, and why. Never a secret. */
export interface Attempt extends Origin {
  readonly step: 'claim' | 'discovery' | 'policy' | 'enrollment' | 'session';
  readonly outcome: 'accepted' | 'later' | 'refused' | 'unreadable';
  readonly reason?: ReasonId;
  readonly params?: ReasonParams;
  readonly hresult?: string;
  readonly deviceId?: string;
  readonly packageId?: string;
  readonly claimId?: string;
  /** Said by the PC, not proven. */
  readonly pcName?: string;
  readonly userName?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The message, redacted. */
  readonly message?: string;
}

/** Different names under which one address may fail in a day before its failures become one counted row. */
const MAX_FOLDS_PER_ADDRESS = 200;
const MESSAGE_CHARACTERS = 16_000;

/** Folds seen today, by address: bounds what an unproven name can add to the table. */
const folds = { day: '', byAddress: new Map<string, Set<string>>() };

/**
 * The key under which repeats of one kind are one row of a day: every accepted attempt stands alone; a PC that fails
 * for the same reason again is counted; unreadable requests are counted by address alone.
 */
function foldKey(attempt: Attempt, day: string, id: string): string {
  if (attempt.outcome === 'accepted') return id;
  const kind = `${attempt.step}|${attempt.reason ?? ''}|${attempt.address}`;
  if (attempt.outcome === 'unreadable') return `${kind}|unreadable`;
  if (folds.day !== day) {
    folds.day = day;
    folds.byAddress.clear();
  }
  const seen = folds.byAddress.get(attempt.address) ?? new Set<string>();
  folds.byAddress.set(attempt.address, seen);
  const named = `${kind}|${attempt.packageId ?? ''}|${attempt.claimId ?? ''}|${attempt.pcName ?? ''}|${attempt.userName ?? ''}`;
  if (!seen.has(named) && seen.size >= MAX_FOLDS_PER_ADDRESS) return `${kind}|many`;
  seen.add(named);
  return named;
}

/** An attempt as the database's record_attempt takes it. */
export function attemptRow(attempt: Attempt, now: Date): Readonly<Record<string, unknown>> {
  const day = now.toISOString().slice(0, 10);
  const id = uuidv7();
  return {
    ...attempt,
    id,
    day,
    fold: foldKey(attempt, day, id),
    at: now.toISOString(),
    pcName: (attempt.pcName ?? '').slice(0, 256),
    userName: (attempt.userName ?? '').slice(0, 256),
    message: attempt.message?.slice(0, MESSAGE_CHARACTERS),
  };
}

/** Keeps an attempt; a repeat raises the count of the row that stands for it. */
export async function recordAttempt(q: Queryable, attempt: Attempt, now: Date): Promise<void> {
  await q.query({
    name: 'attempt-record',
    text: 'select record_attempt($1)',
    values: [toJsonb(attemptRow(attempt, now))],
  });
}
