import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anywhere, at, escapeXml, readDocument } from './xml.ts';

test('elements are read by namespace and local name, attributes by local name, whatever the prefixes', () => {
  const document = readDocument('<a:x xmlns:a="urn:a" xmlns:b="urn:b"><b:y b:Type="t">1</b:y><b:y>2</b:y></a:x>');
  expect([document.name, document.namespace]).toEqual(['x', 'urn:a']);
  expect([at(document, 'y')?.text, at(document, 'y')?.attributes['Type']]).toEqual(['1', 't']);
  expect(anywhere(document, 'y')?.namespace).toBe('urn:b');
  expect([at(document, 'y', 'z'), at(undefined, 'y'), anywhere(document, 'z')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('any text that XML may hold comes back as it was escaped', () => {
  const text = fc
    .string({ unit: 'binary' })
    .map((value) => value.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));
  fc.assert(
    fc.property(text, (value) => {
      expect(readDocument(`<x>${escapeXml(value)}</x>`).text).toBe(value);
    }),
  );
});

test.each(['', '<x>', '<x></y>', '<x>&undeclared;</x>', '<a:x/>', 'text'])(
  '%j is refused, as Windows refuses it',
  (text) => {
    expect(() => readDocument(text)).toThrow();
  },
);
