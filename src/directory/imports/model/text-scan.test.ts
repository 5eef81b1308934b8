import { Buffer, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { chooseEncoding, createTextDecoder, createTextScan, type TextEncoding } from './text-scan.ts';

const scan = (...pieces: Uint8Array[]) => {
  const facts = createTextScan();
  for (const piece of pieces) facts.push(piece);
  return facts.end();
};
const decode = (encoding: TextEncoding, ...pieces: Buffer[]) => {
  const decoder = createTextDecoder(encoding);
  return pieces.map((piece) => decoder.write(piece)).join('') + decoder.end();
};

test('UTF-8 with or without its mark is UTF-8; Shift_JIS is what only Shift_JIS can be', () => {
  expect(chooseEncoding(scan(Buffer.from('\ufeffUPN,氏名')))).toBe('utf-8');
  expect(chooseEncoding(scan(Buffer.from('UPN')))).toBe('utf-8');
  expect(chooseEncoding(scan(iconv.encode('UPN,氏名', 'cp932')))).toBe('shift_jis');
  expect(decode('utf-8', Buffer.from('\ufeffUPN'))).toBe('UPN');
  // a file that says it is UTF-8 and is not is no Shift_JIS either
  expect(chooseEncoding(scan(Buffer.from([0xef, 0xbb, 0xbf, 0x83, 0x65])))).toBeNull();
});

test('CP932: NEC row 13 (①), NEC selected and IBM extensions (髙) are read, at both code points', () => {
  for (const [hex, text] of [
    ['8740', '①'],
    ['fbfc', '髙'],
    ['eee0', '髙'],
    ['8754', 'Ⅰ'],
    ['fa4a', 'Ⅰ'],
    ['ed40', '纊'],
    ['8160', '～'],
    ['b1', 'ｱ'],
  ] as const) {
    const bytes = Buffer.from(hex, 'hex');
    expect([hex, scan(bytes).badLine.shift_jis, decode('shift_jis', bytes)]).toEqual([hex, null, text]);
  }
});

test('bytes that CP932 does not have are named by line: lone lead bytes, holes of the table, 80, A0, FD to FF', () => {
  for (const hex of ['80', 'a0', 'fd', 'fe', 'ff', '82', '8120', '81ff', '8540', 'fc4c', '820a'])
    expect([hex, scan(Buffer.from('a\r\nb\rc\n'), Buffer.from(hex, 'hex')).badLine.shift_jis]).toEqual([hex, 4]);
});

test('what is no list at all is said: nothing, NUL bytes, a workbook', () => {
  expect(scan().not).toBe('empty');
  expect(scan(Buffer.from('a\0b')).not).toBe('binary');
  expect(scan(Buffer.from('504b03041400', 'hex')).not).toBe('workbook');
  expect(scan(Buffer.from('a,b')).not).toBeNull();
});

test('property: UTF-8 is accepted exactly where Node says so, in whatever pieces it comes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => new Uint8Array(Buffer.from(text))),
    fc
      .tuple(fc.string({ unit: 'binary', maxLength: 8 }), fc.uint8Array({ maxLength: 3 }))
      .map(([text, more]) => new Uint8Array(Buffer.concat([Buffer.from(text), more]))),
  );
  fc.assert(
    fc.property(bytes, fc.nat(40), (data, cut) => {
      const facts = scan(data.subarray(0, cut), data.subarray(cut));
      expect(facts.badLine['utf-8'] === null).toBe(isUtf8(data));
    }),
    { numRuns: 2_000 },
  );
});

test('property: a file that passed is decoded without loss, in whatever pieces it comes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (data, cut) => {
      const bytes = Buffer.from(data);
      const facts = scan(data);
      for (const encoding of ['utf-8', 'shift_jis'] as const) {
        if (facts.badLine[encoding] !== null) continue;
        const text = decode(encoding, bytes.subarray(0, cut), bytes.subarray(cut));
        expect(text).toBe(decode(encoding, bytes));
        if (encoding === 'shift_jis') expect(text).not.toContain('\ufffd');
      }
    }),
    { numRuns: 1_000 },
  );
});

test('UTF-16 is what its byte order mark says, and nothing else; lines are counted in it', () => {
  const le = Buffer.from('\ufeffUPN,氏名\r\na@b.test,髙橋\r\n', 'utf16le');
  for (const [bytes, encoding] of [
    [le, 'utf-16le'],
    [Buffer.from(le).swap16(), 'utf-16be'],
  ] as const) {
    const facts = scan(bytes.subarray(0, 1), bytes.subarray(1, 7), bytes.subarray(7));
    expect([chooseEncoding(facts), facts.lines, facts.not]).toEqual([encoding, 2, null]);
    expect(decode(encoding, bytes.subarray(0, 5), bytes.subarray(5))).toBe('UPN,氏名\r\na@b.test,髙橋\r\n');
  }
  expect(scan(Buffer.from('\ufeffa\0', 'utf16le')).not).toBe('binary');
});

test('property: UTF-16 is accepted exactly where it is well formed (no lone surrogate, no half unit)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), fc.boolean(), fc.nat(24), (data, isBig, cut) => {
      const bytes = Buffer.concat([Buffer.from(isBig ? [0xfe, 0xff] : [0xff, 0xfe]), data]);
      const encoding = isBig ? 'utf-16be' : 'utf-16le';
      let isWell = true;
      try {
        new TextDecoder(encoding, { fatal: true }).decode(bytes);
      } catch {
        isWell = false;
      }
      const facts = scan(bytes.subarray(0, cut), bytes.subarray(cut));
      expect(facts.badLine[encoding] === null).toBe(isWell);
    }),
    { numRuns: 1_000 },
  );
});
