import { expect, test } from 'vitest';
import { REASONS, type ReasonId } from './reasons.ts';
import { needsPerson, stateAfter } from './state-after.ts';

test('failed, waiting for a sign-in, and not seen are three states with three words', () => {
  expect(stateAfter('failed', 'OTHER_MDM')).toBe('failed');
  expect(stateAfter('waiting', 'WAIT_SIGN_IN')).toBe('waiting');
  expect(stateAfter('in-progress', undefined)).toBeNull();
});

test('a PC whose PIN expired keeps its copies, but needs a person: extend', () => {
  expect(needsPerson('PIN_EXPIRED')).toBe(true);
  expect(stateAfter('waiting', 'PIN_EXPIRED')).toBe('failed');
  expect(stateAfter('waiting', 'PACKAGE_PAUSED')).toBeNull();
});

test('whatever is refused for good needs a person', () => {
  for (const id of Object.keys(REASONS) as ReasonId[]) {
    if (REASONS[id].answer === 'refused') expect(needsPerson(id)).toBe(true);
  }
});
