import { describe, expect, it } from 'vitest';
import { readFacts } from '../parsers/testing/read-facts.ts';

describe('setup.ps1’s log', () => {
  const line = (text: string) =>
    `<![LOG[${text}]LOG]!><time="15:30:15.000-540" date="11-20-2026" component="Baton" context="" type="1" thread="1" file="setup.ps1">\r\n`;

  it('package, claim, reason and exit code of the last run', () => {
    const facts = readFacts(
      line('package 11111111-2222-4333-8444-555555555555, kit 1.0.0') +
        line('claim 21111111-2222-4333-8444-555555555555 accepted') +
        line('icd: 0x8018000A The device is already enrolled') +
        line('refused: NOT_ON_ROSTER') +
        line('Baton: This PC or user is not on the roster (name). [NOT_ON_ROSTER] (exit code 20)'),
    );
    expect(facts.value('kit.package')).toBe('11111111-2222-4333-8444-555555555555');
    expect(facts.value('kit.claim')).toBe('21111111-2222-4333-8444-555555555555');
    expect(facts.value('kit.way')).toBe('icd');
    expect(facts.value('kit.reason')).toBe('NOT_ON_ROSTER');
    expect(facts.value('kit.exit')).toBe(20);
    expect(facts.newest('kit.exit')?.where.time).toBe('2026-11-20T06:30:15.000Z');
    expect(facts.sawSource('setup')).toBe(true);
  });

  it('the words of another component are not the kit’s', () => {
    expect(readFacts(line('refused: NOT_ON_ROSTER').replace('Baton', 'Other')).value('kit.reason')).toBeUndefined();
  });

  it.each(['icd', 'shared-ppkg', 'baton-ppkg', 'register'])('each way of enrolling that the kit knows: %s', (way) => {
    const facts = readFacts(line(`${way}: 0x8018000A The device is already enrolled`) + line(`${way}:  enrolled`));
    expect([facts.value('kit.way'), facts.value('kit.enrolled')]).toEqual([way, true]);
  });
});
