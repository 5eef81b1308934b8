import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  decimalsOfHresult,
  formatAge,
  formatDate,
  formatDuration,
  formatHresult,
  formatMoment,
  formatPercent,
} from './format.ts';

const TOKYO = 'Asia/Tokyo';
const noon = '2026-11-25T03:18:31.000Z';

afterEach(() => {
  vi.useRealTimers();
});

function at(iso: string): void {
  vi.useFakeTimers();
  vi.setSystemTime(new Date(iso));
}

describe('times', () => {
  it('writes a date as 2026/11/25 (水), in English as 25 Nov 2026', () => {
    expect(formatDate(noon, TOKYO, 'ja')).toBe('2026/11/25 (水)');
    expect(formatDate(noon, TOKYO, 'en')).toBe('25 Nov 2026');
  });

  it('says the whole moment with its zone: 2026/11/25 (水) 12:18:31 JST', () => {
    expect(formatMoment(noon, TOKYO, 'ja')).toBe('2026/11/25 (水) 12:18:31 JST');
    expect(formatMoment(noon, 'UTC', 'en')).toBe('25 Nov 2026 03:18:31 UTC');
  });

  it.each([
    ['2026-11-25T03:18:20.000Z', 'たった今', 'just now'],
    ['2026-11-25T03:15:00.000Z', '3 分前', '3 minutes ago'],
    ['2026-11-25T01:00:00.000Z', '2 時間前', '2 hours ago'],
    ['2026-11-24T09:00:00.000Z', '昨日 18:00', 'yesterday 18:00'],
    ['2026-11-20T03:00:00.000Z', '5 日前', '5 days ago'],
    ['2026-11-01T03:00:00.000Z', '2026/11/01 12:00', '1 Nov 2026 12:00'],
  ])('is relative under 7 days, absolute when older: %s', (iso, ja, en) => {
    at(noon);
    expect(formatAge(iso, TOKYO, 'ja')).toBe(ja);
    expect(formatAge(iso, TOKYO, 'en')).toBe(en);
  });

  it('writes a duration in two units: 2 時間 5 分', () => {
    expect(formatDuration(125 * 60_000, 'ja')).toBe('2 時間 5 分');
    expect(formatDuration(86_400_000 * 3 + 3_600_000, 'en')).toBe('3 d 1 h');
    expect(formatDuration(20_000, 'ja')).toBe('0 分');
  });
});

describe('numbers', () => {
  it('gives whole percent, one decimal only from 99.0, and 100% only for all', () => {
    expect(formatPercent(640, 1000)).toBe('64%');
    expect(formatPercent(9_999, 10_000)).toBe('99.9%');
    expect(formatPercent(10_000, 10_000)).toBe('100%');
  });

  it('writes an HRESULT in hex, upper case, and knows both decimals', () => {
    expect(formatHresult('0x8018000a')).toBe('0x8018000A');
    expect(decimalsOfHresult('0x80180003')).toBe('2149056515 / -2145910781');
  });
});
