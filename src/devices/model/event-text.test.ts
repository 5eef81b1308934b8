import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_KINDS, eventText } from './event-text.ts';

test('every line of the history is a sentence in both languages, whatever its detail', () => {
  const detail = fc.dictionary(
    fc.constantFrom('name', 'field', 'reason', 'why', 'way', 'hresult', 'message', 'notAfter'),
    fc.oneof(fc.string(), fc.constant(null), fc.integer(), fc.constant('2027-11-25T00:00:00Z')),
  );
  fc.assert(
    fc.property(fc.constantFrom(...EVENT_KINDS), detail, (kind, of) => {
      const { ja, en } = eventText(kind, of);
      expect(ja.length).toBeGreaterThan(0);
      expect(en.length).toBeGreaterThan(0);
      expect(ja).not.toContain('Invalid Date');
    }),
  );
});

test('times are shown in the zone of the language', () => {
  const { ja, en } = eventText('certificate-issued', { notAfter: '2027-11-25T20:00:00Z' });
  expect(ja).toBe('証明書を発行しました (期限 2027/11/26 5:00)。');
  expect(en).toBe('Issued a certificate (until 25 Nov 2027, 20:00 UTC).');
});

test('an event of a later release is shown by its name', () => {
  expect(eventText('wiped', {})).toEqual({ ja: 'wiped', en: 'wiped' });
  expect(eventText('toString', {})).toEqual({ ja: 'toString', en: 'toString' });
});
