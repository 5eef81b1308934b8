import { searchPattern } from '../../storage/search-text.ts';
import { isIntended } from '../intentions/find-intentions.ts';
import { readFilter, readSpan } from '../model/filter.ts';

/** Which PCs are asked for; every given condition must hold. Values of one key are alternatives, `!value` takes one out. */
export interface DeviceQuery {
  readonly q?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly stage?: readonly string[] | undefined;
  readonly known?: readonly string[] | undefined;
  readonly platform?: readonly string[] | undefined;
  readonly package?: readonly string[] | undefined;
  readonly reason?: readonly string[] | undefined;
  /** Beginnings of build numbers, such as 10.0.22631. */
  readonly os?: readonly string[] | undefined;
  /** Last contact: `<1h`, `>7d`. */
  readonly last?: string | undefined;
  /** In its state for so long: `>1h`. */
  readonly since?: string | undefined;
  /** What the PC is meant to become; `none` = nobody said. */
  readonly intention?: readonly string[] | undefined;
  /** Is there evidence of the PC, whoever sent it? */
  readonly evidence?: 'with' | 'without' | undefined;
}

/** What the conditions are measured against. */
export interface DeviceClock {
  readonly now: Date;
  /** An enrolled PC without contact since then is silent. */
  readonly silentBefore: Date;
}

/** A WHERE clause over table alias `d`, and its values from $1 on. */
export interface Conditions {
  readonly where: string;
  readonly values: readonly unknown[];
  /** Few rows may fit: walking an index in the order of the list, looking for them, could take it from end to end. */
  readonly isNarrow: boolean;
}

const COLUMNS = {
  stage: 'd.stage',
  known: 'd.known',
  platform: 'd.platform',
  package: 'd.package_id',
  reason: 'd.reason_id',
} as const;

/** The conditions of a list of PCs; rows, count and export use the same. */
export function deviceConditions(query: DeviceQuery, clock: DeviceClock): Conditions {
  const values: unknown[] = [];
  const parts: string[] = [];
  const place = (value: unknown) => {
    values.push(value);
    return `$${values.length}`;
  };
  if (query.q !== undefined && query.q.trim() !== '') parts.push(`d.search like ${place(searchPattern(query.q))}`);
  for (const key of ['stage', 'known', 'platform', 'package', 'reason'] as const) {
    const { is, not } = readFilter(query[key]);
    const column = COLUMNS[key];
    const type = key === 'package' ? 'uuid[]' : 'text[]';
    if (is.length > 0) parts.push(`${column} = any(${place(is)}::${type})`);
    if (not.length > 0) parts.push(`(${column} is null or ${column} <> all(${place(not)}::${type}))`);
  }
  const state = readFilter(query.state);
  if (state.is.length > 0) parts.push(inStates(state.is, place, clock));
  if (state.not.length > 0) parts.push(`not ${inStates(state.not, place, clock)}`);
  const os = readFilter(query.os);
  if (os.is.length > 0) parts.push(`d.os_version like any(${place(os.is.map(beginning))}::text[])`);
  if (os.not.length > 0)
    parts.push(`(d.os_version is null or d.os_version not like all(${place(os.not.map(beginning))}::text[]))`);
  const span = query.last === undefined ? null : readSpan(query.last, clock.now);
  if (span !== null) parts.push(`d.last_contact_at ${span.side === 'after' ? '>=' : '<'} ${place(span.time)}`);
  const since = query.since === undefined ? null : readSpan(query.since, clock.now);
  if (since !== null) parts.push(`d.state_since ${since.side === 'after' ? '>=' : '<'} ${place(since.time)}`);
  const intention = readFilter(query.intention);
  if (intention.is.length > 0) parts.push(isIntended(`${place(intention.is)}::text[]`));
  if (intention.not.length > 0) parts.push(`not ${isIntended(`${place(intention.not)}::text[]`)}`);
  if (query.evidence !== undefined)
    parts.push(
      `${query.evidence === 'with' ? '' : 'not '}d.id in (select device_id from diagnoses where device_id is not null)`,
    );
  const isNarrow = parts.length > 1 || (query.q ?? '').trim() !== '';
  return { where: parts.length === 0 ? 'true' : parts.join(' and '), values, isNarrow };
}

/** "Silent" is enrolled without contact for too long, so "enrolled" leaves those out. */
function inStates(states: readonly string[], place: (value: unknown) => string, clock: DeviceClock): string {
  const stored = states.filter((state) => state !== 'silent' && state !== 'enrolled');
  const alternatives: string[] = [];
  if (stored.length > 0) alternatives.push(`d.state = any(${place(stored)}::text[])`);
  const wantsSilent = states.includes('silent');
  const wantsEnrolled = states.includes('enrolled');
  if (wantsSilent && wantsEnrolled) alternatives.push("d.state = 'enrolled'");
  else if (wantsSilent)
    alternatives.push(`(d.state = 'enrolled' and d.last_contact_at < ${place(clock.silentBefore)})`);
  else if (wantsEnrolled)
    alternatives.push(
      `(d.state = 'enrolled' and (d.last_contact_at is null or d.last_contact_at >= ${place(clock.silentBefore)}))`,
    );
  return alternatives.length === 1 ? `${alternatives[0]}` : `(${alternatives.join(' or ')})`;
}

function beginning(build: string): string {
  return `${build.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
