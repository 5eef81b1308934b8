import { expect, test } from 'vitest';
import { type StageFacts, stageEntries } from './stage-entries.ts';

const at = new Date('2026-11-25T02:42:00Z');
const base: StageFacts = {
  stage: 'certificate-issued',
  times: { 'script-ran': at, 'claim-accepted': at, 'certificate-issued': at },
  hasFailed: false,
  kit: '1.0.0',
  macs: 2,
  certificateExpiresAt: new Date('2027-11-25T00:00:00Z'),
  nextContactBy: new Date('2026-11-25T03:28:00Z'),
};
const states = (facts: StageFacts) => stageEntries(facts).map((entry) => entry.state);

test('a stage that the carrier does not report is not available, never 0; the next one waits', () => {
  expect(states(base)).toEqual(['not-available', 'done', 'done', 'done', 'waiting', 'not-seen']);
  expect(stageEntries(base)[4]?.detail?.ja).toBe('遅くとも 2026/11/25 12:28');
});

test('a failure stands at the stage that was not reached', () => {
  expect(states({ ...base, stage: 'script-ran', times: { 'script-ran': at }, hasFailed: true })).toEqual([
    'not-available',
    'done',
    'failed',
    'not-seen',
    'not-seen',
    'not-seen',
  ]);
});

test('a PC that was never heard waits for nothing: all is not seen', () => {
  expect(new Set(states({ ...base, stage: null, times: {} }))).toEqual(new Set(['not-seen']));
});

test('only the first two stages are said by the PC', () => {
  expect(stageEntries(base).map((entry) => entry.said)).toEqual([true, true, false, false, false, false]);
});
