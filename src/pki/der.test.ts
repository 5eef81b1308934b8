import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DerError,
  derChildren,
  parseDer,
  readTime,
  renderDer,
  renderInteger,
  renderOid,
  renderSequence,
  renderTime,
  TAG,
} from './der.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const codeOf = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    if (error instanceof DerError) return error.code;
    throw error;
  }
  return 'read';
};

test.each([
  ['an indefinite length (X.690 10.1)', '30 80 02 01 00 00 00', 'length'],
  ['a long form where the short one fits (X.690 10.1)', '04 81 01 00', 'length'],
  ['a long form with a leading zero byte', `04 82 00 80 ${'00'.repeat(128)}`, 'length'],
  ['a length of more than four bytes', '04 85 01 00 00 00 00', 'length'],
  ['a length past the end', '04 05 00', 'truncated'],
  ['a length past 4 GiB', '04 84 ff ff ff ff 00', 'truncated'],
  ['a header cut off', '30', 'truncated'],
  ['a multi-byte tag', '1f 81 01 00', 'tag'],
  ['an end-of-contents tag', '00 00', 'tag'],
  ['bytes after the element', '05 00 00', 'trailing'],
])('refuses %s', (_, bytes, code) => {
  expect(codeOf(() => parseDer(hex(bytes)))).toBe(code);
});

test('a primitive has no members, and a sequence at most 64', () => {
  expect(codeOf(() => derChildren(parseDer(hex('04 02 05 00'))))).toBe('tag');
  const nulls = (count: number) => renderSequence(...Array.from({ length: count }, () => renderDer(TAG.null)));
  expect(derChildren(parseDer(nulls(64)))).toHaveLength(64);
  expect(codeOf(() => derChildren(parseDer(nulls(65))))).toBe('too-many');
});

test('reads back what it writes, of any length', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (parts) => {
      const written = renderSequence(...parts.map((part) => renderDer(TAG.octetString, Buffer.from(part))));
      const read = derChildren(parseDer(written)).map((child) => [...child.content]);
      expect(read).toEqual(parts.map((part) => [...part]));
    }),
  );
  const large = renderDer(TAG.octetString, Buffer.alloc(70_000));
  expect(parseDer(large).content).toHaveLength(70_000);
});

test('throws nothing but DerError on any bytes', () => {
  const walk = (bytes: Buffer, depth: number): void => {
    const element = parseDer(bytes);
    if (depth < 8 && (element.tag & 0x20) !== 0) for (const child of derChildren(element)) walk(child.bytes, depth + 1);
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      codeOf(() => walk(Buffer.from(bytes), 0));
      codeOf(() => readTime(renderDerOf(TAG.utcTime, bytes)));
    }),
    { numRuns: 2000 },
  );
});

function renderDerOf(tag: number, bytes: Uint8Array) {
  return parseDer(renderDer(tag, Buffer.from(bytes)));
}

test('an integer is shortest and not negative (X.690 8.3)', () => {
  expect(renderInteger(hex('00 00 01')).toString('hex')).toBe('020101');
  expect(renderInteger(hex('80')).toString('hex')).toBe('02020080');
  expect(renderInteger(hex('00')).toString('hex')).toBe('020100');
  expect(renderInteger(Buffer.alloc(0)).toString('hex')).toBe('020100');
});

test('an OID in base 128 (X.690 8.19)', () => {
  expect(renderOid('1.2.840.113549.1.1.11').toString('hex')).toBe('06092a864886f70d01010b');
  expect(renderOid('2.5.29.37').toString('hex')).toBe('0603551d25');
});

test('times are UTCTime until 2049 and GeneralizedTime from 2050 on (RFC 5280 4.1.2.5)', () => {
  expect(renderTime(new Date('2049-12-31T23:59:59.900Z')).toString('latin1')).toBe('\x17\r491231235959Z');
  expect(renderTime(new Date('2050-01-01T00:00:00Z')).toString('latin1')).toBe('\x18\x0f20500101000000Z');
  fc.assert(
    fc.property(fc.integer({ min: -631_152_000, max: 7_258_118_399 }), (seconds) => {
      const time = new Date(seconds * 1000);
      expect(readTime(parseDer(renderTime(time)))).toEqual(time);
    }),
  );
});

test.each(['260231000000Z', '260101240000Z', '2601010000Z', '2601010000000', '261301000000Z'])(
  'refuses the time %s',
  (text) => {
    expect(codeOf(() => readTime(parseDer(renderDer(TAG.utcTime, Buffer.from(text)))))).toMatch(/tag|length/);
  },
);
