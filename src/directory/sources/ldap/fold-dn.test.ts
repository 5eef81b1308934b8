import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldDn } from './fold-dn.ts';

test('RFC 4514: case, blanks around separators and the way of escaping make no difference', () => {
  expect(foldDn('CN=Sato\\, Hanako ,OU=Tokyo, DC=corp')).toBe('cn=sato\\, hanako,ou=tokyo,dc=corp');
  expect(foldDn('cn=Sato\\2C Hanako,ou=TOKYO,dc=corp')).toBe('cn=sato\\, hanako,ou=tokyo,dc=corp');
  expect(foldDn('cn=\\E4\\BD\\90\\E8\\97\\A4,dc=x')).toBe('cn=佐藤,dc=x');
  expect(foldDn('cn=a\\20,dc=x')).toBe('cn=a\\ ,dc=x');
  expect(foldDn('cn=a,dc=x')).not.toBe(foldDn('cn=a\\2Cdc\\3Dx'));
});

test('any name folds to itself again, and never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'B', ' ', ',', '=', '+', '\\', '2', 'C', '佐', ';', '#', '"') }),
      (dn) => {
        const folded = foldDn(dn);
        expect(foldDn(folded)).toBe(folded);
      },
    ),
  );
});

test('a name of a megabyte takes linear time', () => {
  expect(foldDn('\\2C '.repeat(250_000)).length).toBeGreaterThan(0);
});
