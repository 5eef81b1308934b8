import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseNetworks } from './networks.ts';

it('takes CIDR and single addresses, separated by spaces, commas or full-width commas', () => {
  expect(parseNetworks('10.1.0.0/16, 192.168.1.5、2001:db8::/32')).toEqual({
    right: ['10.1.0.0/16', '192.168.1.5', '2001:db8::/32'],
    wrong: [],
  });
});

it.each([
  '10.1.0.0/33',
  '10.1.0',
  '10.1.0.256',
  '2001:db8::/129',
  '1:2:3:4:5:6:7:8:9',
  '::1::',
  'intranet',
  '10.0.0.0/8/8',
])('refuses %s', (text) => {
  expect(parseNetworks(text)).toEqual({ right: [], wrong: [text] });
});

it('puts every word on exactly one side', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[0-9a-f.:/]{1,20}$/)), (words) => {
      const { right, wrong } = parseNetworks(words.join(' '));
      expect([...right, ...wrong].toSorted()).toEqual(words.toSorted());
    }),
  );
});
