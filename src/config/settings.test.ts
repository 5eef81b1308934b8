import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultSettings, findSettingsConflict, parseSettings, SETTINGS, type SettingKey } from './settings.ts';

test('every default keeps its own rule, and the defaults do not contradict each other', () => {
  for (const definition of Object.values(SETTINGS)) {
    expect(definition.schema.safeParse(definition.default).success).toBe(true);
    expect(definition.en).not.toBe('');
    expect(definition.ja).not.toBe('');
  }
  expect(findSettingsConflict(defaultSettings())).toBeNull();
});

test('PIN enrollment is off until an administrator switches it on', () => {
  expect(parseSettings([])['enrollment.pinEnabled']).toBe(false);
});

test('a stored value within its bounds counts', () => {
  const settings = parseSettings([
    { key: 'package.stopAfter', value: 0 },
    { key: 'package.pinValidityHours', value: 2160 },
    { key: 'enrollment.sharedMatch', value: 'name' },
  ]);
  expect(settings['package.stopAfter']).toBe(0);
  expect(settings['package.pinValidityHours']).toBe(2160);
  expect(settings['enrollment.sharedMatch']).toBe('name');
});

test.each<[SettingKey, unknown]>([
  ['package.pinValidityHours', 0],
  ['package.pinValidityHours', 2161],
  ['package.stopAfter', -1],
  ['claim.lifeHours', 73],
  ['claim.lifeHours', 1.5],
  ['poll.remaining', '60'],
  ['enrollment.pinEnabled', 'yes'],
])('%s = %j is out of bounds: the default stands', (key, value) => {
  expect(parseSettings([{ key, value }])[key]).toBe(SETTINGS[key].default);
});

test('RetryInterval is at most RenewPeriod (MS-MDE2 2.2.9.2), and renewal shorter than validity', () => {
  const settings = defaultSettings();
  expect(findSettingsConflict({ ...settings, 'certificate.retryIntervalDays': 46 })?.en).toContain('interval');
  expect(findSettingsConflict({ ...settings, 'certificate.validityDays': 45 })?.en).toContain('validity');
});

test('rows of any release give settings that do not contradict each other', () => {
  const key = fc.oneof(fc.constantFrom(...Object.keys(SETTINGS)), fc.string());
  const value = fc.oneof(fc.integer({ min: -5, max: 3000 }), fc.boolean(), fc.string(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(fc.record({ key, value }), { maxLength: 12 }), (rows) => {
      const settings = parseSettings(rows);
      expect(Object.keys(settings).sort()).toEqual(Object.keys(SETTINGS).sort());
      expect(findSettingsConflict(settings)).toBeNull();
    }),
  );
});
