import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findClaimedUpn } from './claimed-upn.ts';

const jwt = (claims: unknown): string =>
  `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test('the user an Entra token names is found: upn, then preferred_username, then unique_name', () => {
  expect(findClaimedUpn(jwt({ upn: 'sato@corp.example.test', unique_name: 'x' }))).toBe('sato@corp.example.test');
  expect(findClaimedUpn(jwt({ preferred_username: '佐藤@corp.example.test' }))).toBe('佐藤@corp.example.test');
  expect(findClaimedUpn(jwt({ unique_name: 'sato' }))).toBe('sato');
});

test.each([{}, { upn: 7 }, { upn: 'a\nb' }, { upn: 'a'.repeat(257) }, null, 'text', []])(
  '%j names nobody',
  (claims) => {
    expect(findClaimedUpn(jwt(claims))).toBeUndefined();
  },
);

test('any text is answered, never thrown at', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void [findClaimedUpn(a), findClaimedUpn(`${a}.${b}`)]));
});
