import { describe, expect, test } from 'vitest';
import { decideState, NOTHING_KNOWN, stateOf } from './decide-state.ts';
import { ALL_VALUES, type StateValues } from './state-table.ts';

const BASE: StateValues = {
  client: 'works',
  registered: true,
  policy: true,
  intuneAuthority: false,
  mdm: 'intune',
  epm: 'no',
  uploaded: false,
};

function everyPc(): StateValues[] {
  let pcs: StateValues[] = [BASE];
  for (const input of Object.keys(ALL_VALUES) as (keyof StateValues)[])
    pcs = pcs.flatMap((pc) => ALL_VALUES[input].map((value) => ({ ...pc, [input]: value })));
  return pcs;
}

describe('the truth table', () => {
  test('every known PC fits a row', () => {
    expect(everyPc().filter((pc) => stateOf(pc) === 'STATE_UNKNOWN')).toEqual([]);
  });

  const cases: [string, Partial<StateValues>, string][] = [
    ['client, registration, policy and Intune are co-management', {}, 'STATE_CO_MANAGED'],
    [
      '… with Intune as authority where the flags say so',
      { intuneAuthority: true },
      'STATE_CO_MANAGED_INTUNE_AUTHORITY',
    ],
    ['policy without an enrollment waits for it', { mdm: 'none' }, 'STATE_CO_MANAGED_PENDING_ENROLMENT'],
    ['both clients without policy is the unsupported mix', { policy: false }, 'STATE_BOTH_CLIENTS_NO_POLICY'],
    ['another MDM is coexistence, policy or not', { mdm: 'third' }, 'STATE_COEXISTENCE'],
    ['Baton beside ConfigMgr is coexistence', { mdm: 'baton', policy: false }, 'STATE_COEXISTENCE'],
    [
      'another MDM is coexistence also where the registration is lost',
      { mdm: 'third', registered: false },
      'STATE_COEXISTENCE',
    ],
    ['uploaded only is tenant attach', { mdm: 'none', policy: false, uploaded: true }, 'STATE_TENANT_ATTACH_ONLY'],
    ['a registered client alone is ConfigMgr only', { mdm: 'none', policy: false }, 'STATE_CM_ONLY'],
    ['a client that lost its registration is a remnant', { registered: false }, 'STATE_CM_REMNANT'],
    ['a broken client is a remnant whatever MDM is there', { client: 'remnant', mdm: 'third' }, 'STATE_CM_REMNANT'],
    ['both old clients: the ConfigMgr row wins', { epm: 'works' }, 'STATE_CO_MANAGED'],
    ['a broken EPM agent', { client: 'no', epm: 'remnant' }, 'STATE_EPM_REMNANT'],
    ['EPM alone', { client: 'no', epm: 'works', mdm: 'none' }, 'STATE_EPM_ONLY'],
    ['EPM and Baton', { client: 'no', epm: 'works', mdm: 'baton' }, 'STATE_EPM_AND_BATON'],
    ['EPM and Intune', { client: 'no', epm: 'works', mdm: 'intune' }, 'STATE_EPM_AND_OTHER_MDM'],
    ['an MDM alone', { client: 'no', mdm: 'third' }, 'STATE_MDM_ONLY'],
    ['nothing', { client: 'no', mdm: 'none' }, 'STATE_UNMANAGED'],
  ];
  for (const [name, values, state] of cases)
    test(name, () => {
      expect(stateOf({ ...BASE, ...values })).toBe(state);
    });
});

describe('an unknown input may have any of its values', () => {
  test('nothing known: the state is unknown and every input that decides is named', () => {
    const { id, missing } = decideState(NOTHING_KNOWN);
    expect(id).toBe('STATE_UNKNOWN');
    expect(missing).toEqual(['client', 'registered', 'policy', 'intuneAuthority', 'mdm', 'epm']);
  });

  test('all values lead to one row: that row', () => {
    const third = { ...NOTHING_KNOWN, client: ['works'], mdm: ['third', 'baton'] } as const;
    expect(decideState(third)).toEqual({ id: 'STATE_COEXISTENCE', missing: [] });
    expect(decideState({ ...NOTHING_KNOWN, client: ['remnant'] })).toEqual({ id: 'STATE_CM_REMNANT', missing: [] });
  });

  test('only what makes a difference is missing', () => {
    const { id, missing } = decideState({
      ...NOTHING_KNOWN,
      client: ['works'],
      registered: [true],
      policy: [true],
      intuneAuthority: [false],
    });
    expect(id).toBe('STATE_UNKNOWN');
    expect(missing).toEqual(['mdm']);
  });

  test('no list seen: ConfigMgr only, and the list is named as missing', () => {
    const pc = { ...NOTHING_KNOWN, client: ['works'], registered: [true], policy: [false], mdm: ['none'] } as const;
    expect(decideState(pc)).toEqual({ id: 'STATE_CM_ONLY', missing: ['uploaded'] });
    expect(decideState({ ...pc, uploaded: [false] })).toEqual({ id: 'STATE_CM_ONLY', missing: [] });
    expect(decideState({ ...pc, uploaded: [true] })).toEqual({ id: 'STATE_TENANT_ATTACH_ONLY', missing: [] });
  });
});
