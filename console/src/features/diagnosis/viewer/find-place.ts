import type { Place } from '../../../api/types.ts';
import type { ViewerFile } from './viewer-file.ts';

/** Where in the files a line is. */
export interface FoundPlace {
  readonly file: string;
  readonly line: number | null;
}

/** At least this part of the words of a place must stand in a line for it to be that line. */
const ENOUGH = 0.6;

/**
 * Finds what a finding points at. A log has its line; what was read from the JSON itself has only its text, which is looked
 * for in registry, enrollments, events and the other parts.
 */
export function findPlace(
  files: readonly ViewerFile[],
  place: Pick<Place, 'file' | 'line' | 'time' | 'text'>,
): FoundPlace | null {
  const cut = place.file.indexOf('#');
  const name = cut === -1 ? place.file : place.file.slice(cut + 1);
  const own = files.find((file) => file.id === name);
  if (own !== undefined) return { file: own.id, line: place.line };
  // a list of devices, or a log that is not here
  if (cut !== -1 || !/^$|\.json$/.test(place.file)) return null;
  const text = place.text.trim();
  const time = place.time === null ? Number.NaN : Date.parse(place.time);
  const words = wordsOf(text);
  let best: (FoundPlace & { readonly score: number }) | null = null;
  for (const file of files) {
    if (file.group === 'logs' || file.group === 'command') continue;
    for (const line of file.lines) {
      if (line.text === text || line.text.endsWith(`\\${text}`)) return { file: file.id, line: line.number };
      const score = overlap(words, line.text) + (line.time === time ? 0.5 : 0);
      if (score >= ENOUGH && score > (best?.score ?? 0)) best = { file: file.id, line: line.number, score };
    }
  }
  return best === null ? null : { file: best.file, line: best.line };
}

function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [])].slice(0, 24);
}

function overlap(words: readonly string[], line: string): number {
  if (words.length === 0) return 0;
  const lower = line.toLowerCase();
  return words.filter((word) => lower.includes(word)).length / words.length;
}
