import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCapabilities, leavesWorkloadToIntune, WORKLOADS } from './capabilities.ts';

const with_ = (value: number) => decodeCapabilities(value).withIntune;

test('the numbers of the reference: old base, current base, sums', () => {
  expect(decodeCapabilities(0).isConfigured).toBe(false);
  expect(decodeCapabilities(1)).toMatchObject({ isConfigured: true, withIntune: [] });
  expect(with_(8193)).toEqual([]);
  expect(with_(7)).toEqual(['compliance-policies', 'resource-access-policies']);
  expect(with_(12321)).toEqual(['endpoint-protection']);
  expect(with_(33)).toEqual(['endpoint-protection']);
  expect(with_(12543)).toEqual(WORKLOADS.map(({ id }) => id));
});

test('2147479807 is the authority of Intune, signed or unsigned, in 32 or 64 bits', () => {
  expect(decodeCapabilities(2147479807).isIntuneAuthority).toBe(true);
  expect(decodeCapabilities(2147479807 + 2 ** 32).isIntuneAuthority).toBe(true);
  expect(decodeCapabilities(-1).value).toBe(0xffffffff);
});

test('any combination is the sum of its workloads', () => {
  fc.assert(
    fc.property(fc.subarray([...WORKLOADS]), fc.boolean(), (chosen, isOld) => {
      const value = chosen.reduce((sum, { bits }) => sum + bits, isOld ? 1 : 8193);
      expect(with_(value)).toEqual(chosen.map(({ id }) => id));
      expect(leavesWorkloadToIntune(value)).toBe(chosen.length > 0);
    }),
  );
});

test('no number throws', () => {
  fc.assert(fc.property(fc.double(), (value) => void decodeCapabilities(value)));
});
