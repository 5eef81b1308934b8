import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ENVIRONMENT } from './environment.ts';
import { SETTINGS } from './settings.ts';
import { EXIT_CODES } from './startup-error.ts';

const text = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8');

test('docs/operations.md names every environment variable, setting and exit code', () => {
  const names = [...Object.keys(ENVIRONMENT), ...Object.keys(SETTINGS), ...Object.keys(EXIT_CODES)];
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
