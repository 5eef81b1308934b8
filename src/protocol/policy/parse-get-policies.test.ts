import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binarySecurityToken,
  getPolicies,
  JWT_TYPE,
  MESSAGE_ID,
  SECRET,
  UPN,
  USER_TOKEN,
  USER_TOKEN_TYPE,
  usernameToken,
} from '../fixtures.ts';
import { ProtocolError } from '../protocol-error.ts';
import { parseGetPolicies } from './parse-get-policies.ts';

const credentialOf = (security?: string) => parseGetPolicies(getPolicies(security)).credential;
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJ1cG4iOiJzYXRvQGNvcnAuZXhhbXBsZS50ZXN0In0.c2ln';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const WRAPPED_TOKEN = USER_TOKEN.replaceAll(/.{20}/g, '$&\r\n  ');

describe('credential', () => {
  test.each(['wsse:Type', 'Type'])('#10 #16 UsernameToken with attribute %s, password trimmed', (type) => {
    expect(credentialOf(usernameToken(SECRET, type))).toEqual({ kind: 'username', username: UPN, password: SECRET });
  });

  test.each(['', 'wsse:'])('#15 #16 user token with white space inside base64 and attribute prefix %j', (prefix) => {
    expect(credentialOf(binarySecurityToken(WRAPPED_TOKEN, USER_TOKEN_TYPE, prefix))).toEqual({
      kind: 'user-token',
      token: Buffer.from(`{"v":1,"claim":"01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11","secret":"K7QF2M9TX4RW"}`),
    });
  });

  test.each([JWT_TYPE, USER_TOKEN_TYPE])('a JWT is a JWT, also under ValueType %s', (type) => {
    expect(credentialOf(binarySecurityToken(base64(JWT), type))).toEqual({ kind: 'jwt', token: JWT });
  });

  test('an X.509 token is told apart', () => {
    const type = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3';
    expect(credentialOf(binarySecurityToken('MAA=', type))).toEqual({ kind: 'x509', der: Buffer.from([0x30, 0]) });
  });

  test('UsernameToken and JWT together: the UsernameToken decides', () => {
    expect(credentialOf(binarySecurityToken(base64(JWT), JWT_TYPE) + usernameToken()).kind).toBe('username');
  });

  test('#32 an empty password is read as such', () => {
    expect(credentialOf(usernameToken(''))).toEqual({ kind: 'username', username: UPN, password: '' });
  });

  test.each<[string, string | undefined]>([
    ['no Security header', undefined],
    ['an empty Security header', ''],
    ['an unknown ValueType', binarySecurityToken(USER_TOKEN, 'urn:unknown')],
    ['no base64', binarySecurityToken('%%%%', USER_TOKEN_TYPE)],
    ['an empty token', binarySecurityToken(' ', USER_TOKEN_TYPE)],
    ['two tokens', binarySecurityToken(USER_TOKEN, USER_TOKEN_TYPE).repeat(2)],
    ['two UsernameTokens', usernameToken() + usernameToken()],
    ['a digested password', usernameToken().replace('#PasswordText', '#PasswordDigest')],
    ['no Username', usernameToken().replaceAll('Username>', 'Name>')],
    ['an endless password', usernameToken('x'.repeat(2_000))],
    ['an endless token', binarySecurityToken('A'.repeat(70_000), USER_TOKEN_TYPE)],
  ])('#15 %s is fault InvalidSecurity', (_, security) => {
    expect(() => credentialOf(security)).toThrow(
      expect.objectContaining({ faultName: 'InvalidSecurity', messageId: MESSAGE_ID }),
    );
  });
});

test('another body is fault MessageFormat', () => {
  const bytes = Buffer.from(getPolicies(usernameToken()).toString().replaceAll('GetPolicies', 'GetPolicy'));
  expect(() => parseGetPolicies(bytes)).toThrow(expect.objectContaining({ faultName: 'MessageFormat' }));
});

test('#13 no error carries the password, however the request is mutated', () => {
  const bytes = getPolicies(usernameToken());
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 8 }), fc.nat(40), (at, insert, cut) => {
      try {
        parseGetPolicies(Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)]));
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.faultName === undefined) throw error;
        expect(error.message).not.toContain(SECRET.slice(0, 6));
      }
    }),
    { numRuns: 2_000 },
  );
});
