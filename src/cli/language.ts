import { Option } from 'commander';

/** A sentence in both languages. */
export interface Sentence {
  readonly en: string;
  readonly ja: string;
}

export type Language = keyof Sentence;

/** The language that a terminal speaks: LC_ALL, LC_MESSAGES, LANG, in this order; English unless it is Japanese. */
export function spokenLanguage(environment: Readonly<Record<string, string | undefined>>): Language {
  const spoken = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return spoken.startsWith('ja') ? 'ja' : 'en';
}

/** `--language`: what every command that says sentences takes. */
export function languageOption(): Option {
  return new Option('--language <language>', 'of sentences; default by LANG / 文の言語')
    .choices(['ja', 'en'])
    .default(spokenLanguage(process.env), 'LANG');
}
