import { serverNow } from '../api/client.ts';
import type { Language } from './texts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The zone in which times are shown: Japan's for Japanese readers, the browser's for others, or the person's own choice. */
export function defaultZone(language: Language): string {
  return language === 'ja' ? 'Asia/Tokyo' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${Object.entries(options).join()}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone, hourCycle: 'h23' });
    formats.set(key, format);
  }
  return format;
}

function partsOf(at: Date, zone: string, language: Language): Readonly<Record<string, string>> {
  const format = formatOf(language === 'ja' ? 'ja-JP' : 'en-GB', zone, {
    year: 'numeric',
    month: language === 'ja' ? '2-digit' : 'short',
    day: language === 'ja' ? '2-digit' : 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

/** Short name of a zone at a moment: JST, UTC, GMT+2. */
export function zoneName(zone: string, at: Date = new Date(serverNow())): string {
  if (zone === 'Asia/Tokyo') return 'JST';
  const parts = formatOf('en-GB', zone, { timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** 2026/11/25 (水), or 25 Nov 2026. */
export function formatDate(iso: string, zone: string, language: Language): string {
  const part = partsOf(new Date(iso), zone, language);
  return language === 'ja'
    ? `${part['year']}/${part['month']}/${part['day']} (${part['weekday']})`
    : `${part['day']} ${part['month']} ${part['year']}`;
}

/** 12:18, or 12:18:31 with seconds. */
export function formatClock(iso: string, zone: string, hasSeconds = false): string {
  const part = partsOf(new Date(iso), zone, 'en');
  return hasSeconds ? `${part['hour']}:${part['minute']}:${part['second']}` : `${part['hour']}:${part['minute']}`;
}

/** 2026/11/25 12:18, or 25 Nov 2026 12:18. */
export function formatMinute(iso: string, zone: string, language: Language): string {
  const part = partsOf(new Date(iso), zone, language);
  const day =
    language === 'ja'
      ? `${part['year']}/${part['month']}/${part['day']}`
      : `${part['day']} ${part['month']} ${part['year']}`;
  return `${day} ${part['hour']}:${part['minute']}`;
}

/** Date and time with seconds, without the zone: for logs, attempts and audit. */
export function formatSecond(iso: string, zone: string, language: Language): string {
  const part = partsOf(new Date(iso), zone, language);
  return `${formatMinute(iso, zone, language)}:${part['second']}`;
}

/** The whole moment as tooltips and copies give it: 2026/11/25 (水) 12:18:31 JST. */
export function formatMoment(iso: string, zone: string, language: Language): string {
  return `${formatDate(iso, zone, language)} ${formatClock(iso, zone, true)} ${zoneName(zone, new Date(iso))}`;
}

function dayNumber(at: number, zone: string): number {
  const part = partsOf(new Date(at), zone, 'ja');
  return Date.UTC(Number(part['year']), Number(part['month']) - 1, Number(part['day'])) / DAY;
}

/** Under 7 days relative to the server's clock (3 分前, 昨日 18:00), older absolute. */
export function formatAge(iso: string, zone: string, language: Language): string {
  const at = Date.parse(iso);
  const now = serverNow();
  const age = now - at;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (Math.abs(age) < MINUTE) return language === 'ja' ? 'たった今' : 'just now';
  if (Math.abs(age) < HOUR) return tidy(relative.format(-Math.trunc(age / MINUTE), 'minute'));
  const days = dayNumber(now, zone) - dayNumber(at, zone);
  if (days === 0) return tidy(relative.format(-Math.trunc(age / HOUR), 'hour'));
  if (Math.abs(days) === 1) return `${relative.format(-days, 'day')} ${formatClock(iso, zone)}`;
  if (Math.abs(days) < 7) return tidy(relative.format(-days, 'day'));
  return formatMinute(iso, zone, language);
}

/** 「3 分前」: a half-width space stands between the number and its word, none between two Japanese words. */
function tidy(text: string): string {
  return text.replace(/(\d)\s*([ぁ-ん一-龠])/gu, '$1 $2').replace(/([ぁ-ん一-龠])\s+(?=[ぁ-ん一-龠])/gu, '$1');
}

/** A length of time in its two largest units: 2 時間 5 分, 2 h 5 min. */
export function formatDuration(milliseconds: number, language: Language): string {
  const minutes = Math.max(0, Math.floor(milliseconds / MINUTE));
  const parts: readonly (readonly [number, string, string])[] = [
    [Math.floor(minutes / 1_440), '日', 'd'],
    [Math.floor(minutes / 60) % 24, '時間', 'h'],
    [minutes % 60, '分', 'min'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = first === -1 ? parts.slice(2) : parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, ja, en]) => `${amount} ${language === 'ja' ? ja : en}`).join(' ');
}

/** 1,240. */
export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Whole percent; one decimal from 99.0 on, so that 100% means all. */
export function formatPercent(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  if (percent >= 100) return '100%';
  return percent >= 99 ? `${(Math.floor(percent * 10) / 10).toFixed(1)}%` : `${Math.floor(percent)}%`;
}

/** The error code of Windows as people search it: hex, upper case. */
export function formatHresult(hresult: string): string {
  return `0x${hresult.replace(/^0x/i, '').toUpperCase()}`;
}

/** The two decimal readings of an HRESULT that logs show. */
export function decimalsOfHresult(hresult: string): string {
  const value = Number.parseInt(hresult.replace(/^0x/i, ''), 16);
  return `${value} / ${value - 2 ** 32}`;
}
