/** The language of a reader. */
export type Language = 'ja' | 'en';

/** A moment as a sentence of the server shows it: JST for ja; UTC, and so written, for en. The console shows times itself. */
export function momentText(moment: Date, language: Language): string {
  const shown = moment.toLocaleString(language === 'ja' ? 'ja-JP' : 'en-GB', {
    timeZone: language === 'ja' ? 'Asia/Tokyo' : 'UTC',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return language === 'ja' ? shown : `${shown} UTC`;
}

const MINUTE_MS = 60_000;

/** A span of time in its two largest units: 36 分, 2 時間 5 分, 3 日. */
export function spanText(milliseconds: number, language: Language): string {
  const minutes = Math.max(0, Math.floor(milliseconds / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const ja = language === 'ja';
  if (minutes < 60) return ja ? `${minutes} 分` : `${minutes} min`;
  if (hours < 24) {
    const rest = minutes % 60;
    const tail = rest === 0 ? '' : ja ? ` ${rest} 分` : ` ${rest} min`;
    return ja ? `${hours} 時間${tail}` : `${hours} h${tail}`;
  }
  return ja ? `${days} 日` : days === 1 ? '1 day' : `${days} days`;
}
