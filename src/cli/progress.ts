import { Presets, SingleBar } from 'cli-progress';
import type { Language, Sentence } from './language.ts';

/** A progress bar on standard error; where that is no terminal it says nothing. */
export function progressBar(what: Sentence, language: Language): SingleBar {
  return new SingleBar(
    {
      format: `${what[language]} [{bar}] {value}/{total}`,
      stream: process.stderr,
      noTTYOutput: false,
      hideCursor: true,
    },
    Presets.legacy,
  );
}
