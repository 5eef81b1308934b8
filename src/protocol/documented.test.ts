import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = fs.readFileSync(path.join(ROOT, 'docs/protocol/README.md'), 'utf8');

/** Rules of the table: number, files that keep it, tests that hold it. */
const rows = [...PAGE.matchAll(/^\| (\d+) \| .*? \| (.*?) \| (.*?) \|$/gm)].map((row) => ({
  rule: Number(row[1]),
  isLater: `${row[2]} ${row[3]}`.includes('*later*'),
  files: [...`${row[2]}`.matchAll(/`([^`]+\.(?:ts|ps1))`/g)].map((found) => found[1] ?? ''),
  tests: [...`${row[3]}`.matchAll(/`([^`]+\.test\.ts)`/g)].map((found) => found[1] ?? ''),
}));

test('docs/protocol/README.md has each of the 65 rules once; only those that wait for later issues may lack a test', () => {
  expect(rows.map((row) => row.rule)).toEqual(Array.from({ length: 65 }, (_, index) => index + 1));
  const waiting = new Set([32, 40, 46, 47, 55, 59, 63, 64]);
  expect(rows.filter((row) => (row.isLater || row.tests.length === 0) && !waiting.has(row.rule))).toEqual([]);
});

test('every file that it names is there', () => {
  const named = rows.flatMap((row) => [...row.files, ...row.tests]);
  expect(named.filter((file) => !fs.existsSync(path.join(ROOT, file)))).toEqual([]);
});

test('a rule with tests is named by its number in the title of one of them', () => {
  const silent = rows
    .filter((row) => row.tests.length > 0 && !row.isLater)
    .filter(
      (row) =>
        !row.tests.some((file) => new RegExp(`#${row.rule}\\b`).test(fs.readFileSync(path.join(ROOT, file), 'utf8'))),
    );
  expect(silent.map((row) => row.rule)).toEqual([]);
});
