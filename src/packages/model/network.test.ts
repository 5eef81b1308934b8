import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNetwork } from './network.ts';

test.each([
  ['10.20.0.0/16', '10.20.0.0/16'],
  [' 192.0.2.7 ', '192.0.2.7/32'],
  ['2001:DB8::/48', '2001:db8::/48'],
  ['0.0.0.0/0', '0.0.0.0/0'],
])('%s is the network %s', (typed, network) => {
  expect(parseNetwork(typed)).toBe(network);
});

test.each(['', 'any', '10.20.0.0/33', '10.20.0/16', '10.20.0.0/', '10.20.0.0/16/8', '::/129', "10.0.0.0/8' or 1"])(
  '%j is no network',
  (typed) => {
    expect(parseNetwork(typed)).toBeNull();
  },
);

test('whatever is typed, the answer is a network or null', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (typed) => {
      const network = parseNetwork(typed);
      if (network !== null) expect(parseNetwork(network)).toBe(network);
    }),
  );
});
