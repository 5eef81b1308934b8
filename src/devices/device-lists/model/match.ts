import type { PcKeys } from './entry.ts';

/** How a row of a list found its PC, the surest first. */
export const WAYS = ['serial', 'uuid', 'configmgr', 'entra', 'resource', 'name'] as const;
export type Way = (typeof WAYS)[number];

/**
 * What became of a row: `matched`; `ambiguous`: several PCs fit, or several rows fit one PC and no time tells them apart; `older`: another
 * row of the same PC is newer; `other`: a PC of this name is known, and its hardware is another; `unknown`: no PC fits;
 * `left-out`: an operator said that it is about none of them.
 */
export const OUTCOMES = ['matched', 'ambiguous', 'older', 'other', 'unknown', 'left-out'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A known PC that has one of a row's keys. */
export interface Hit {
  readonly way: Way;
  /** As evidence is keyed: `d:<device id>` or `n:<package id>:<NAME>`. */
  readonly pc: string;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly domain: string | null;
}

/** A row and the PC that it is about. */
export type Match =
  | { readonly outcome: 'matched'; readonly way: Way; readonly pc: string }
  | { readonly outcome: 'ambiguous'; readonly way: Way; readonly candidates: readonly string[] }
  | { readonly outcome: 'other' | 'unknown' };

/**
 * Which PC a row is about. Everything but the name must agree: keys that lead to different PCs are shown to an operator, and so
 * are several PCs with one key that the name does not tell apart. A name alone is enough only while no serial number or UUID
 * speaks against it.
 */
export function decideMatch(keys: PcKeys, hits: readonly Hit[]): Match {
  const sure = hits.filter(({ way }) => way !== 'name');
  const named = new Set(hits.filter(({ way }) => way === 'name').map(({ pc }) => pc));
  if (sure.length === 0) return matchByName(keys, hits);
  const ways = WAYS.filter((way) => sure.some((hit) => hit.way === way));
  const [way = 'serial'] = ways;
  const all = [...new Set(sure.map(({ pc }) => pc))];
  const agreed = all.filter((pc) => ways.every((each) => sure.some((hit) => hit.way === each && hit.pc === pc)));
  const narrowed = agreed.length > 1 ? agreed.filter((pc) => named.has(pc)) : agreed;
  const [only] = narrowed;
  if (only !== undefined && narrowed.length === 1) return { outcome: 'matched', way, pc: only };
  return { outcome: 'ambiguous', way, candidates: agreed.length > 1 ? agreed : all };
}

function matchByName(keys: PcKeys, hits: readonly Hit[]): Match {
  if (hits.length === 0) return { outcome: 'unknown' };
  const isOther = (said: string | null, known: string | null) => said !== null && known !== null && said !== known;
  const fits = hits.filter((hit) => !isOther(keys.serial, hit.serial) && !isOther(keys.uuid, hit.uuid));
  // a PC of the registry is known better than a name that showed a PIN
  const known = fits.filter(({ pc }) => pc.startsWith('d:'));
  const best = known.length > 0 ? known : fits;
  const ofDomain = best.filter(({ domain }) => isOneDomain(keys.domain, domain));
  const narrowed = best.length > 1 && ofDomain.length > 0 ? ofDomain : best;
  const [only] = narrowed;
  if (only === undefined) return { outcome: 'other' };
  if (narrowed.length === 1) return { outcome: 'matched', way: 'name', pc: only.pc };
  return { outcome: 'ambiguous', way: 'name', candidates: narrowed.map(({ pc }) => pc) };
}

/** CORP is corp.example.test: consoles name a domain by its NetBIOS name or its DNS name. */
function isOneDomain(said: string | null, known: string | null): boolean {
  if (said === null || known === null || known === '') return false;
  const [a, b] = [said.toLowerCase(), known.toLowerCase()];
  return a === b || (a.split('.')[0] === b.split('.')[0] && (!a.includes('.') || !b.includes('.')));
}
