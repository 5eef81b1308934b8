import { expect, test } from 'vitest';
import { makeEstate, pcListCsv, userListCsv } from './estate.ts';

test('a seed is a company: same people, names and hardware; half ConfigMgr, half EPM, unless one is asked for', () => {
  const facts = (seed: number) => makeEstate(seed, 40).pcs.map(({ pc, user }) => ({ ...pc.hardware, upn: user.upn }));
  expect(facts(5)).toEqual(facts(5));
  expect(facts(5)).not.toEqual(facts(6));
  const { pcs } = makeEstate(5, 40);
  expect(pcs.filter((entry) => entry.platform === 'epm')).toHaveLength(20);
  expect(new Set(makeEstate(5, 40, 'epm').pcs.flatMap(({ pc }) => pc.oldPlatforms))).toEqual(new Set(['epm']));
  for (const field of ['name', 'serial', 'uuid', 'hwDevId'] as const)
    expect(new Set(facts(5).map((pc) => pc[field])).size).toBe(40);
});

test('its lists are CSV with a head, one line for each, quoted where a comma or quote stands', () => {
  const estate = makeEstate(5, 40);
  expect(pcListCsv(estate).split('\r\n')[0]).toBe('name,domain,serial,uuid,configmgrId,epmId');
  expect(pcListCsv(estate).trimEnd().split('\r\n')).toHaveLength(41);
  expect(userListCsv(estate)).toMatch(/,髙橋 |,山﨑 |,渡邉 /);
  const [first] = estate.users;
  if (first === undefined) throw new Error('nobody');
  const odd = { ...estate, users: [{ ...first, displayName: 'Smith, "Mary"' }] };
  expect(userListCsv(odd)).toContain('"Smith, ""Mary"""');
});
