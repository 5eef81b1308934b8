import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeSegment, encodeSegment, joinLocUri, splitChildNames, splitLocUri } from './loc-uri.ts';

test('#49 the Data of an interior node: `a/b%2Fc` is two names, decoded', () => {
  expect(splitChildNames('a/b%2Fc')).toEqual(['a', 'b/c']);
  expect(splitChildNames(' ')).toEqual([]);
  expect(splitChildNames('{1}/%zz')).toEqual(['{1}', '%zz']);
});

test('reserved characters of a segment are encoded', () => {
  expect(encodeSegment('{1} a/b*')).toBe('%7B1%7D%20a%2Fb%2A');
  expect(joinLocUri('./Device/Vendor/MSFT', 'EnterpriseDesktopAppManagement', 'MSI', '{1}')).toBe(
    './Device/Vendor/MSFT/EnterpriseDesktopAppManagement/MSI/%7B1%7D',
  );
});

test.each(['', '.', '..', '\ud800'])('%j is no name', (name) => {
  expect(() => encodeSegment(name)).toThrow(expect.objectContaining({ code: 'unwritable' }));
});

test('a LocURI is split into names, its query left off', () => {
  expect(splitLocUri('./Vendor/MSFT/%7B1%7D?list=StructData')).toEqual(['Vendor', 'MSFT', '{1}']);
});

test('a name encoded is decoded to itself, and makes one segment without reserved characters', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== '.' && text !== '..');
  fc.assert(
    fc.property(name, (text) => {
      const segment = encodeSegment(text);
      expect(segment).toMatch(/^[A-Za-z0-9\-_.!~'()%]+$/);
      expect(decodeSegment(segment)).toBe(text);
      expect(splitLocUri(joinLocUri('./a', text))).toEqual(['a', text]);
    }),
  );
});

test('decoding never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void [decodeSegment(text), splitChildNames(text), splitLocUri(text)]));
});
