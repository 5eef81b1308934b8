import { ALL_VALUES, INPUTS, STATE_TABLE, type StateId, type StateInput, type StateValues } from './state-table.ts';

/** For every input the values that evidence leaves open: one where it is known, all where nothing was seen. */
export type PossibleValues = { readonly [Input in StateInput]: readonly StateValues[Input][] };

/** Nothing seen at all. */
export const NOTHING_KNOWN: PossibleValues = ALL_VALUES;

/** A state and the inputs whose evidence would settle it, or make it more certain. */
export interface StateDecision {
  readonly id: StateId;
  readonly missing: readonly StateInput[];
}

/**
 * The state that evidence proves. An unknown input may have any of its values: where they all lead to one row it is that
 * row, where not it is STATE_UNKNOWN with the inputs that make the difference. No list seen counts as not uploaded, and
 * the list is named as missing where it could make the difference.
 */
export function decideState(possible: PossibleValues): StateDecision {
  const listSeen = possible.uploaded.length === 1;
  const open: PossibleValues = listSeen ? possible : { ...possible, uploaded: [false] };
  const states = statesOf(open);
  const [only] = states;
  if (only !== undefined && states.every((state) => state === only)) {
    const couldBeUploaded = !listSeen && only === 'STATE_CM_ONLY';
    return { id: only, missing: couldBeUploaded ? ['uploaded'] : [] };
  }
  return { id: 'STATE_UNKNOWN', missing: decidingInputs(open, states) };
}

/** The inputs of which one value or another could change the state. `states` are those of every combination, the last input fastest. */
function decidingInputs(possible: PossibleValues, states: readonly StateId[]): StateInput[] {
  const deciding: StateInput[] = [];
  let step = 1;
  for (const input of INPUTS.toReversed()) {
    const count = possible[input].length;
    const block = step * count;
    // a combination and the next one that differs in this input alone
    if (states.some((state, at) => at % block < block - step && state !== states[at + step])) deciding.unshift(input);
    step = block;
  }
  return deciding;
}

/** The state of a PC of which every input is known. Every combination fits a row. */
export function stateOf(values: StateValues): StateId {
  const possible: PossibleValues = {
    client: [values.client],
    registered: [values.registered],
    policy: [values.policy],
    intuneAuthority: [values.intuneAuthority],
    mdm: [values.mdm],
    epm: [values.epm],
    uploaded: [values.uploaded],
  };
  return statesOf(possible)[0] ?? 'STATE_UNKNOWN';
}

type Row = (typeof STATE_TABLE)[number];

/**
 * The state of every PC that the evidence allows, in the order of INPUTS with the last input fastest: 3·2·2·2·4·3·2 = 576 at most. Value
 * by value the rows that still fit are kept; the first of them wins.
 */
function statesOf(possible: PossibleValues): StateId[] {
  const found: StateId[] = [];
  const decide = (depth: number, rows: readonly Row[]): void => {
    const input = INPUTS[depth];
    if (input === undefined) {
      found.push(rows[0]?.state ?? 'STATE_UNKNOWN');
      return;
    }
    for (const value of possible[input])
      decide(
        depth + 1,
        rows.filter((row) => allows(row[input], value)),
      );
  };
  decide(0, STATE_TABLE);
  return found;
}

/** An input that a row does not name may have any value. */
function allows(allowed: readonly unknown[] | undefined, value: unknown): boolean {
  return allowed === undefined || allowed.includes(value);
}
