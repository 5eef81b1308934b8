import type { ReasonId, ReasonParams } from '../../devices/model/reasons.ts';

/** A row of a package's roster that may fit a claim, with the PCs that hold a use of it now. */
export interface RosterRow {
  readonly id: number;
  readonly kind: 'user' | 'pc';
  /** PCs that may hold it at once. */
  readonly capacity: number;
  /** The PC that the row stands for, where it is known already. */
  readonly deviceId: string | null;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly userUpn: string | null;
  /** The user is disabled, was deleted, or left the package's groups since the package was made. */
  readonly userRefused: boolean;
  readonly name: string | null;
  readonly nameKey: string | null;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly configmgrId: string | null;
  readonly epmId: string | null;
  readonly holders: readonly string[];
}

/** The facts of a claim by which rows are compared, in their canonical forms. */
export interface RosterFacts {
  readonly identity: { readonly kind: 'user' | 'computer'; readonly name: string };
  readonly name: string;
  readonly nameKey: string;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly configmgrId: string | null;
  readonly epmId: string | null;
}

export interface RosterFit {
  readonly row: RosterRow;
  readonly known: 'stated' | 'listed';
  /** The same PC holds the row already: it claims again. */
  readonly isHeldBySamePc: boolean;
}

interface RosterRefusal {
  readonly reason: ReasonId;
  readonly params: ReasonParams;
}

const HARDWARE = ['serial', 'uuid', 'configmgrId', 'epmId'] as const;

/** Whether a row of a list has a fact by which a PC is more than its name. */
export function hasHardware(row: RosterRow): boolean {
  return HARDWARE.some((field) => row[field] !== null);
}

/** The first fact of a PC row that the claim does not share, or null when all are equal (design fact 6). */
function firstDifference(row: RosterRow, facts: RosterFacts): string | null {
  const different = HARDWARE.find((field) => row[field] !== null && row[field] !== facts[field]);
  if (different !== undefined) return different;
  return hasHardware(row) || row.nameKey === facts.nameKey ? null : 'name';
}

/**
 * Which row of the roster a claim redeems: a PC row whose every fact equals the claim's (its name only where it has no
 * other fact), or the user's row. A row of the same PC comes first, then free rows: better known ones before others,
 * those of its name before those of another.
 * @param rows candidates: rows that share at least one key with the claim
 * @param samePc the device that this PC is known to be, or null
 */
export function matchRoster(
  rows: readonly RosterRow[],
  facts: RosterFacts,
  samePc: string | null,
  knownRequired: 'stated' | 'listed',
): RosterFit | RosterRefusal {
  const pcRows = rows.filter((row) => row.kind === 'pc' && firstDifference(row, facts) === null);
  const userRows = rows.filter((row) => row.kind === 'user');
  const fits = [...pcRows, ...userRows.filter((row) => !row.userRefused)].map((row) => ({
    row,
    known: row.kind === 'pc' && hasHardware(row) ? ('listed' as const) : ('stated' as const),
    isHeldBySamePc: samePc !== null && row.holders.includes(samePc),
  }));
  // of cloned PCs, each takes the row that has its name too
  const rank = (fit: RosterFit) =>
    (fit.isHeldBySamePc ? 4 : 0) + (fit.known === 'listed' ? 2 : 0) + (fit.row.nameKey === facts.nameKey ? 1 : 0);
  const known = knownRequired === 'listed' ? fits.filter((fit) => fit.known === 'listed') : fits;
  const usable = known.filter((fit) => fit.isHeldBySamePc || fit.row.holders.length < fit.row.capacity);
  const best = usable.sort((a, b) => rank(b) - rank(a) || a.row.id - b.row.id)[0];
  if (best !== undefined) return best;
  return refusal(rows, facts, fits, known);
}

/** Why none of them: the nearest miss is the most helpful answer. */
function refusal(
  rows: readonly RosterRow[],
  facts: RosterFacts,
  fits: readonly RosterFit[],
  known: readonly RosterFit[],
): RosterRefusal {
  const taken = known[0];
  if (taken !== undefined) {
    return taken.row.kind === 'pc'
      ? { reason: 'ROW_TAKEN', params: { name: taken.row.name ?? facts.name } }
      : {
          reason: 'USER_PC_LIMIT',
          params: { upn: taken.row.userUpn ?? facts.identity.name, limit: String(taken.row.capacity) },
        };
  }
  if (fits.length > 0) return { reason: 'NOT_LISTED', params: { field: 'serial, UUID, client id' } };
  const refused = rows.find((row) => row.kind === 'user' && row.userRefused);
  if (refused !== undefined)
    return { reason: 'USER_NOT_ALLOWED', params: { upn: refused.userUpn ?? facts.identity.name } };
  const near = rows.find((row) => row.kind === 'pc');
  if (near !== undefined) return { reason: 'NOT_LISTED', params: { field: firstDifference(near, facts) ?? 'name' } };
  return {
    reason: 'NOT_ON_ROSTER',
    params: { field: facts.identity.kind === 'user' ? `${facts.identity.name}, ${facts.name}` : facts.name },
  };
}
