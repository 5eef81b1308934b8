import { expect, test } from 'vitest';
import { KEPT_XML, keptXml } from './kept-xml.ts';

test('a message is kept as it is up to the bound; of a longer one the beginning, and how much is missing', () => {
  const whole = 'a'.repeat(KEPT_XML);
  expect(keptXml(whole)).toBe(whole);
  const kept = keptXml(`${whole}bc`);
  expect(kept.startsWith(whole)).toBe(true);
  expect(kept.endsWith('<!-- 2 characters left out -->')).toBe(true);
});

test('no letter is cut in half', () => {
  expect(keptXml(`${'a'.repeat(KEPT_XML - 1)}𠮷𠮷`).isWellFormed()).toBe(true);
});
