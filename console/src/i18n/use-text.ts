import { useTranslation } from 'react-i18next';
import type { Text } from '../api/client.ts';
import type { Key, Language } from './i18n.ts';

/** Words and times in the reader's language. */
export interface Words {
  readonly language: Language;
  /** A sentence by its key. */
  t(key: Key, values?: Record<string, string | number>): string;
  /** The side of a text of the server that the reader reads. */
  pick(text: Text): string;
  /** A time: relative below seven days, else the date; its title holds the whole. */
  time(iso: string | null): { readonly short: string; readonly full: string };
  number(value: number): string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Words for the language that the reader chose. */
export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'ja';
  const locale = language === 'ja' ? 'ja-JP' : 'en-GB';
  return {
    language,
    t: (key, values) => t(key, values ?? {}),
    pick: (text) => text[language],
    number: (value) => value.toLocaleString(locale),
    time: (iso) => {
      if (iso === null) return { short: t('value.none'), full: '' };
      const at = new Date(iso);
      const full = at.toLocaleString(locale, { dateStyle: 'full', timeStyle: 'medium' });
      const age = Date.now() - at.getTime();
      if (Math.abs(age) >= 7 * DAY) return { short: at.toLocaleDateString(locale), full };
      const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
      if (Math.abs(age) < 60 * MINUTE) return { short: relative.format(-Math.round(age / MINUTE), 'minute'), full };
      if (Math.abs(age) < DAY) return { short: relative.format(-Math.round(age / (60 * MINUTE)), 'hour'), full };
      return { short: relative.format(-Math.round(age / DAY), 'day'), full };
    },
  };
}
