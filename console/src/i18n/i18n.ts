import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { ja } from './ja.ts';

export type Language = 'ja' | 'en';
export type Key = keyof typeof ja;

const STORED = 'baton.language';

/** The language that this browser used last, else its own, else Japanese. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'ja' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'ja';
}

/** Starts with one language; the other is loaded when somebody asks for it. */
export async function startI18n(): Promise<void> {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { [language]: { translation: await load(language) } },
  });
  document.documentElement.lang = language;
}

/** Changes the language of the whole console. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await load(language));
  await i18next.changeLanguage(language);
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

async function load(language: Language): Promise<Record<string, string>> {
  return language === 'ja' ? ja : (await import('./en.ts')).en;
}
