import type { Queryable } from '../../storage/database.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { toJsonb } from '../../storage/jsonb.ts';
import { foldSearchText } from '../../storage/search-text.ts';
import type { ClaimFacts } from '../model/claim-request.ts';
import { type Attempt, attemptRow } from '../record-attempt.ts';

export interface NewClaim {
  readonly id: string;
  readonly deviceId: string;
  readonly packageId: string;
  readonly pinId: string;
  /** Null for a row-less claim (the plain way has a user row like others). */
  readonly rosterRowId: number;
  readonly user: { readonly id: string | null; readonly upn: string | null; readonly name: string | null } | null;
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly known: 'stated' | 'listed' | 'unbound';
  readonly facts: ClaimFacts;
  readonly kit: string;
  readonly address: string;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly renewUntil: Date;
  readonly secretHmac: Buffer | null;
  readonly tokenHmac: Buffer;
  /** The attempt that is kept with it; absent where another one stands for it. */
  readonly attempt?: Attempt;
}

/**
 * Accepts a claim in one statement: locks the roster row, looks once more whether it is free, and writes device, claim,
 * stage, history and attempt. False, with nothing changed, when other PCs took the row since it was read.
 */
export async function writeClaim(q: Queryable, claim: NewClaim): Promise<boolean> {
  const { facts, user } = claim;
  const json = {
    id: claim.id,
    deviceId: claim.deviceId,
    packageId: claim.packageId,
    pinId: claim.pinId,
    rosterRowId: claim.rosterRowId,
    userUpn: user?.upn ?? (facts.identity.kind === 'user' ? facts.identity.name : null),
    userName: user?.name ?? (facts.identity.kind === 'user' ? facts.identity.name : null),
    platform: claim.platform,
    known: claim.known,
    facts,
    search: foldSearchText(facts.name, facts.serial, user?.upn ?? facts.identity.name, user?.name),
    kit: claim.kit,
    address: claim.address,
    at: claim.now.toISOString(),
    expiresAt: claim.expiresAt.toISOString(),
    renewUntil: claim.renewUntil.toISOString(),
    eventId: uuidv7(claim.now.getTime()),
    ...(claim.attempt === undefined ? {} : { attempt: attemptRow(claim.attempt, claim.now) }),
  };
  const { rows } = await q.query<{ done: boolean }>({
    name: 'claim-write',
    text: 'select write_claim($1, $2, $3) as done',
    values: [toJsonb(json), claim.secretHmac, claim.tokenHmac],
  });
  return rows[0]?.done ?? false;
}
