import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import type { Text } from '../api/types.ts';
import type { Texts } from './text-files.ts';

export type Language = 'ja' | 'en';
/** One file of texts per page, and `common` for what all pages share. */
export type TextFile = keyof Texts;

const files = import.meta.glob<Record<string, unknown>>('./{ja,en}/*.json', { import: 'default' });
const wanted = new Set<TextFile>();

/** Prepares the texts in one language; nothing is loaded yet. */
export function startTexts(language: Language): void {
  void i18next.init({
    lng: language,
    resources: {},
    defaultNS: 'common',
    keySeparator: '.',
    nsSeparator: ':',
    returnNull: false,
    initAsync: false,
    // React escapes what it draws
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

async function load(language: Language, file: TextFile): Promise<void> {
  if (i18next.hasResourceBundle(language, file)) return;
  const read = files[`./${language}/${file}.json`];
  if (read !== undefined) i18next.addResourceBundle(language, file, await read());
}

/** Loads the texts of a page in the language in use; routes wait for it. */
export async function loadTexts(...names: readonly TextFile[]): Promise<void> {
  for (const name of names) wanted.add(name);
  await Promise.all(names.map((name) => load(currentLanguage(), name)));
}

/** Changes the language: loads what the open pages need of it first, so that no key is ever seen. */
export async function changeLanguage(language: Language): Promise<void> {
  await Promise.all([...wanted].map((name) => load(language, name)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'ja';
}

function subscribe(onChange: () => void): () => void {
  i18next.on('languageChanged', onChange);
  return () => i18next.off('languageChanged', onChange);
}

/** The language in use; the component draws itself again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}

/** The function that answers the text of a typed key, in the language in use. */
export function useTexts() {
  useLanguage();
  return i18next.t;
}

/** Picks the language in use from a sentence of the server. */
export function useServerText(): (text: Text) => string {
  const language = useLanguage();
  return (text) => text[language];
}
