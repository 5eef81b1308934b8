import type { LogPattern } from '../patterns/pattern.ts';
import { PATTERNS } from '../patterns/patterns.ts';
import type { Unit } from './framing.ts';
import { createWordScan, WINDOW, wordOf } from './word-scan.ts';

/** Looks for the literals of the patterns in bytes. */
export interface PatternScan {
  /** Every place of a block at which a literal stands, ascending. */
  places(bytes: Uint8Array): readonly number[];
  /** Indexes of the patterns whose literal stands in a unit's message (or, for those of a component, beside it), ascending. */
  candidates(bytes: Uint8Array, unit: Pick<Unit, 'start' | 'messageStart' | 'messageEnd' | 'end'>): readonly number[];
}

let made: PatternScan | null = null;

/** Made at the first use: its tables take longer than reading a small file that needs none. */
export function scanForPatterns(): PatternScan {
  made ??= createPatternScan();
  return made;
}

/** A pattern without literal is found by its components' attribute. */
function literalsOf(pattern: LogPattern): readonly string[] {
  if (pattern.literal !== null) return [pattern.literal];
  return (pattern.components ?? []).map((component) => `component="${component}"`);
}

function createPatternScan(): PatternScan {
  const searched = PATTERNS.flatMap((pattern, index) =>
    literalsOf(pattern).map((text) => ({ index, text, anywhere: pattern.literal === null })),
  );
  const scan = createWordScan(searched.map(({ text }) => wordOf(text)));
  return {
    places: (bytes) => scan.places(bytes),
    candidates(bytes, { start, messageStart, messageEnd, end }) {
      const found: number[] = [];
      for (let at = scan.next(bytes, start, end); at >= 0; at = scan.next(bytes, at + 1, end)) {
        const inMessage = at >= messageStart && at + WINDOW <= messageEnd;
        for (const word of scan.at(bytes, at)) {
          const each = searched[word];
          if (each !== undefined && (inMessage || each.anywhere) && !found.includes(each.index)) found.push(each.index);
        }
      }
      return found.length > 1 ? found.sort((a, b) => a - b) : found;
    },
  };
}
