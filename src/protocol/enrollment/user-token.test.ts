import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SECRET, USER_TOKEN } from '../fixtures.ts';
import { ProtocolError } from '../protocol-error.ts';
import { decodeUserToken } from './user-token.ts';

test('the vector of the dossier: claim id and enrollment secret, never a PIN', () => {
  expect(decodeUserToken(Buffer.from(USER_TOKEN, 'base64'))).toEqual({
    claim: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11',
    secret: SECRET,
  });
});

test.each([
  '',
  'null',
  '[]',
  '"x"',
  '{"v":2,"claim":"a","secret":"b"}',
  '{"v":1,"claim":"a"}',
  '{"v":1,"claim":"","secret":"b"}',
  '{"v":1,"claim":1,"secret":"b"}',
  '{"v":1,"claim":"a","secret":"b","more":1}',
  '{"v":1,"claim":"a","secret":"\\u0000"}',
  `{"v":1,"claim":"a","secret":"${'b'.repeat(65)}"}`,
  `{"v":1,"claim":"a","secret":"b"${' '.repeat(1_024)}}`,
])('%s is fault InvalidSecurity', (text) => {
  expect(() => decodeUserToken(Buffer.from(text))).toThrow(
    expect.objectContaining({ code: 'bad-value', faultName: 'InvalidSecurity' }),
  );
});

test('any bytes are decoded or refused with a ProtocolError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (bytes) => {
      try {
        decodeUserToken(bytes);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
      }
    }),
  );
});
