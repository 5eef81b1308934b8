import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldSearchText, searchPattern } from './search-text.ts';

test('half-width kana, katakana and hiragana find each other', () => {
  expect(foldSearchText('ﾃﾞｽｸ')).toBe(foldSearchText('ですく'));
  expect(foldSearchText('デスク')).toBe(foldSearchText('ですく'));
  expect(foldSearchText('ＰＣ－０１２')).toBe('pc－012'.normalize('NFKC'));
});

test('folding twice changes nothing more', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => foldSearchText(foldSearchText(text)) === foldSearchText(text),
    ),
  );
});

test('wildcards of LIKE stand for themselves', () => {
  expect(searchPattern('100%_\\')).toBe('%100\\%\\_\\\\%');
});
