import { describe, expect, test } from 'vitest';
import { factsOf } from '../model/facts.ts';
import { parseCode } from '../parsers/find-codes.ts';
import { codeText, ERROR_CODES, explainCode, findingOfCode } from './explain-code.ts';
import { codeOfMessage } from './message-texts.ts';
import { metAnswers } from './server-answers.ts';

describe('codes', () => {
  test('every code of the table is explained in all three forms', () => {
    for (const { code, meaning } of ERROR_CODES) {
      const { hex, decimal, signed } = explainCode(code);
      for (const form of [hex, decimal, signed]) expect(explainCode(parseCode(form) ?? -1).meaning).toEqual(meaning);
    }
  });

  test('every code stands once, and says what it means in both languages', () => {
    const codes = ERROR_CODES.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { meaning } of ERROR_CODES) {
      expect(meaning.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
      expect(meaning.en).toMatch(/^[\u0020-\u007e]+$/);
    }
  });

  test('an unknown code says so', () => {
    expect(explainCode(0x8badf00d)).toMatchObject({ isKnown: false, hex: '0x8badf00d' });
    expect(explainCode(0x80070005).meaning.en).toContain('Windows error 5');
    expect(explainCode(0x80190199).meaning.en).toContain('HTTP status 409');
    expect(codeText(12007)).toBe('12007');
  });
});

describe('a code with two meanings', () => {
  test('0x80070032 is a request that is not supported; that Windows is too old takes a build in evidence', () => {
    expect(explainCode(0x80070032).meaning.en).toBe('The request is not supported.');
    expect(findingOfCode(0x80070032, 'mdm')).toBe('MDM_CLIENT_ERROR');
  });

  test('0xcaa90014 is federation in a join and a refused token in an enrollment', () => {
    expect(findingOfCode(0xcaa90014, 'join')).toBe('JOIN_FEDERATION_ERROR');
    expect(findingOfCode(0xcaa90014, 'mdm')).toBe('MDM_AUTH_TOKEN');
    expect(findingOfCode(0xcaa90014, 'client')).toBeNull();
  });

  test('0x80180002 from Baton is its PIN, from another MDM a refused token', () => {
    expect(findingOfCode(0x80180002, 'baton')).toBe('ENROLL_PIN_INVALID');
    expect(findingOfCode(0x80180002, 'mdm')).toBe('MDM_AUTH_TOKEN');
  });
});

test('the words of an event stand for a code where Windows writes no number', () => {
  expect(codeOfMessage('Mobile Device Management (MDM) is not configured.')).toBe(0x8018002b);
  expect(codeOfMessage('Bad request (400).')).toBe(0x80190190);
  expect(codeOfMessage('0x8018002b')).toBeNull();
  expect(codeOfMessage('a'.repeat(100_000))).toBeNull();
});

test('an answer in words is explained where we know it, and an unknown AADSTS number says so', () => {
  const at = (name: string, value: string | number) => ({
    name,
    value,
    rank: 'log' as const,
    where: { file: 'f', line: 1, time: null, text: String(value) },
  });
  const met = metAnswers(
    factsOf([
      at('aadsts', 50155),
      at('aadsts', 999999),
      at('log.mdm-fault', 's:DeviceCapReached'),
      at('ds.ServerErrorCode', 'invalid_grant'),
    ]),
  );
  expect(met.map(({ id, answer }) => [id, answer?.finding])).toEqual([
    ['AADSTS50155', 'JOIN_DEVICE_DELETED_OR_DISABLED'],
    ['AADSTS999999', undefined],
    ['DeviceCapReached', 'MDM_DEVICE_LIMIT'],
  ]);
});
