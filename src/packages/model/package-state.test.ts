import { expect, test } from 'vitest';
import { packageState } from './package-state.ts';

const now = new Date('2026-11-25T03:00:00Z');
const later = new Date('2026-11-26T03:00:00Z');
const base = { revokedAt: null, expiresAt: later, planned: 100, matched: 64 };

test('the clock of a package is its latest PIN; before the first download it has none', () => {
  expect(packageState({ ...base, expiresAt: null }, now)).toBe('ready');
  expect(packageState(base, now)).toBe('running');
  expect(packageState(base, later)).toBe('expired');
});

test('a package is done when as many PCs matched as were planned; revoking comes before everything', () => {
  expect(packageState({ ...base, matched: 100 }, later)).toBe('done');
  expect(packageState({ ...base, planned: null, matched: 100 }, now)).toBe('running');
  expect(packageState({ ...base, matched: 100, revokedAt: now }, later)).toBe('revoked');
});
