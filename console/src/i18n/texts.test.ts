import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = path.resolve(import.meta.dirname, '..');
const PLURALS = /_(zero|one|two|few|many|other)$/;

function keysOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, prefix === '' ? key : `${prefix}.${key}`));
}

function read(language: string): Map<string, unknown> {
  const folder = path.join(import.meta.dirname, language);
  return new Map(
    fs
      .readdirSync(folder)
      .map((name) => [name.replace('.json', ''), JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))]),
  );
}

/** `file:key` without the ending of a plural, and its text. */
function entries(language: string): [string, string][] {
  return [...read(language)].flatMap(([file, texts]) =>
    keysOf(texts).map((key): [string, string] => [
      `${file}:${key}`,
      String(key.split('.').reduce<unknown>(step, texts)),
    ]),
  );
}

function step(value: unknown, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}

const ja = entries('ja');
const en = entries('en');
const bare = (list: [string, string][]) => [...new Set(list.map(([key]) => key.replace(PLURALS, '')))].toSorted();

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return sources(full);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [fs.readFileSync(full, 'utf8')] : [];
  });
}

/** Keys that the code asks for: whole ones, and the beginnings of those that it puts together. */
function used(): { whole: Set<string>; beginnings: string[] } {
  const whole = new Set<string>();
  const beginnings: string[] = [];
  for (const source of sources(SOURCE)) {
    for (const [, , asked = ''] of source.matchAll(/\bt\(\s*(['"`])((?:(?!\1)[\s\S])*?)\1/g)) {
      const key = asked.includes(':') ? asked : `common:${asked}`;
      const cut = key.indexOf('${');
      if (cut === -1) whole.add(key);
      else beginnings.push(key.slice(0, cut));
    }
  }
  return { whole, beginnings };
}

describe('the texts of the console', () => {
  it('has every key in both languages', () => {
    expect(bare(en)).toEqual(bare(ja));
  });

  it('has no key that nothing uses', () => {
    const { whole, beginnings } = used();
    const unused = bare(ja).filter(
      (key) => !whole.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });

  it('takes the same parameters in both languages', () => {
    const parameters = (text: string) =>
      [...text.matchAll(/\{\{(\w+)/g)]
        .map(([, name]) => name)
        .toSorted()
        .join();
    const texts = new Map(en.map(([key, text]) => [key, text]));
    for (const [key, text] of ja) expect([key, parameters(texts.get(key) ?? '')]).toEqual([key, parameters(text)]);
  });

  it('has an English plural form for one wherever there is one for others, and no Japanese one', () => {
    const ones = new Set(en.filter(([key]) => key.endsWith('_one')).map(([key]) => key.replace(PLURALS, '')));
    for (const [key] of en) if (key.endsWith('_other')) expect(ones).toContain(key.replace(PLURALS, ''));
    for (const [key] of ja) expect(key).not.toMatch(/_one$/);
  });

  it('writes no Japanese in English, no line breaks, and no full-width digits or brackets', () => {
    for (const [key, text] of en)
      expect([key, text]).not.toEqual([key, expect.stringMatching(/[\u3000-\u9fff\uff00-\uffef]/)]);
    for (const [key, text] of [...ja, ...en])
      expect([key, text]).not.toEqual([key, expect.stringMatching(/[\n０-９（）［］]/)]);
  });

  it('keeps to the words of the glossary: デバイス in lists, PC in sentences, never 端末; 廃止 never for leaving', () => {
    for (const [key, text] of ja) {
      expect([key, text]).not.toEqual([
        key,
        expect.stringMatching(/端末|リタイヤ|破棄|廃止|サーバ(?!ー)|ユーザ(?!ー)|お客様/),
      ]);
    }
  });
});
