import fc from 'fast-check';
import { FilterParser } from 'ldapts';
import { expect, test } from 'vitest';
import {
  dnsName,
  filterValue,
  guidBytes,
  idText,
  parseFileTime,
  parseGeneralizedTime,
  renderGeneralizedTime,
} from './values.ts';

test("an objectGUID is written as Windows writes it, and back into a filter's bytes", () => {
  const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  expect(idText(bytes)).toBe('33221100-5544-7766-8899-aabbccddeeff');
  expect(guidBytes(idText(bytes))).toEqual(bytes);
  expect(idText('0A1B-UUID')).toBe('0a1b-uuid');
});

test('accountExpires: 0 and the largest number are never', () => {
  expect(parseFileTime('0')).toBeNull();
  expect(parseFileTime('9223372036854775807')).toBeNull();
  expect(parseFileTime('133485408000000000')?.toISOString()).toBe('2024-01-01T00:00:00.000Z');
  expect(parseFileTime('x')).toBeNull();
});

test('generalized time is read with and without fractions, and nothing else is', () => {
  expect(parseGeneralizedTime('20261125093918.0Z')?.toISOString()).toBe('2026-11-25T09:39:18.000Z');
  expect(parseGeneralizedTime('20261125093918Z')).toEqual(
    parseGeneralizedTime(renderGeneralizedTime(new Date('2026-11-25T09:39:18Z'))),
  );
  expect(parseGeneralizedTime('2026-11-25')).toBeNull();
});

test('RFC 4515: no value, however it is written, changes the filter around it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (value) => {
      const parsed = FilterParser.parseString(`(&(objectClass=user)(cn=${filterValue(value) || 'x'}))`);
      expect('filters' in parsed && (parsed as unknown as { filters: unknown[] }).filters.length).toBe(2);
    }),
  );
});

test('a base of domain components says its domain', () => {
  expect(dnsName('OU=People,DC=corp, DC=example,DC=test')).toBe('corp.example.test');
  expect(dnsName('o=company')).toBe('');
});
