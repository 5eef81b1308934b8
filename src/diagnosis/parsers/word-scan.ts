/** Shortest word, and the length of the part of each word that is looked for first, in bytes. */
export const WINDOW = 12;

/** A text to look for: at each place the bytes it may have. */
export type Word = readonly (readonly number[])[];

/** Looks for any of many words in bytes. */
export interface WordScan {
  /** Place inside the first word whose window lies in [from, to); -1 = none. */
  next(bytes: Uint8Array, from: number, to: number): number;
  /** Every place of `next` in a whole block, ascending: four stretches side by side, which a processor does faster than one. */
  places(bytes: Uint8Array): readonly number[];
  /** Indexes of the words that have their window at a place. */
  at(bytes: Uint8Array, place: number): readonly number[];
}

/** Values of the hash that three bytes make: few, so that the table stays in the processor's nearest cache. */
const TABLE = 1 << 13;

/** The hash of three bytes, whose letter case does not matter. */
function hashOf(a: number, b: number, c: number): number {
  return Math.imul((a << 16) | (b << 8) | c | 0x202020, 0x9e3779b1) >>> 19;
}

/**
 * Wu and Manber's search for many words at once ("A fast algorithm for multi-pattern searching", 1994): of each word a window of
 * twelve bytes is looked for, and the last three bytes of the place looked at tell how far to move on, mostly ten bytes. Linear but for
 * the words' own length.
 */
export function createWordScan(words: readonly Word[]): WordScan {
  const offsets = words.map(windowOffset);
  const lengths = words.map((word) => word.length);
  /** For each word and place 256 flags. */
  const allowed = words.map((word) => {
    const flags = new Uint8Array(word.length * 256);
    word.forEach((set, place) => {
      for (const byte of set) flags[place * 256 + byte] = 1;
    });
    return flags;
  });
  const shift = new Uint8Array(TABLE).fill(WINDOW - 2);
  const ending: number[][] = Array.from({ length: TABLE }, () => []);
  words.forEach((word, index) => {
    const window = word.slice(offsets[index], (offsets[index] ?? 0) + WINDOW);
    for (let place = 2; place < WINDOW; place += 1) {
      for (const hash of hashesOf(window[place - 2], window[place - 1], window[place])) {
        shift[hash] = Math.min(shift[hash] ?? 0, WINDOW - 1 - place);
        if (place < WINDOW - 1) continue;
        const list = ending[hash];
        if (list !== undefined && !list.includes(index)) list.push(index);
      }
    }
  });

  /** Does the word stand there whole, with its window at `place`? */
  const stands = (bytes: Uint8Array, place: number, index: number): boolean => {
    const flags = allowed[index] ?? NOTHING;
    const start = place - (offsets[index] ?? 0);
    const length = lengths[index] ?? 0;
    if (start < 0 || start + length > bytes.length) return false;
    for (let i = 0; i < length; i += 1) if (flags[i * 256 + (bytes[start + i] ?? 0)] === 0) return false;
    return true;
  };

  /** Does any word have the end of its window at `end`? */
  const endsAt = (bytes: Uint8Array, end: number): boolean => {
    const list = ending[hashOf(bytes[end - 2] ?? 0, bytes[end - 1] ?? 0, bytes[end] ?? 0)];
    if (list !== undefined) for (const index of list) if (stands(bytes, end - WINDOW + 1, index)) return true;
    return false;
  };
  /** How far the end may move on; 0 = a word may stand there. */
  const stepAt = (bytes: Uint8Array, end: number): number =>
    shift[hashOf(bytes[end - 2] ?? 0, bytes[end - 1] ?? 0, bytes[end] ?? 0)] ?? 0;
  /** Goes on from an end to another one; adds the places found. */
  const walk = (bytes: Uint8Array, from: number, to: number, found: number[]): void => {
    for (let end = from; end < to; ) {
      const step = stepAt(bytes, end);
      if (step === 0 && endsAt(bytes, end)) found.push(end - WINDOW + 1);
      end += step || 1;
    }
  };

  return {
    next(bytes, from, to) {
      let end = from + WINDOW - 1;
      while (end < to) {
        const step = stepAt(bytes, end);
        if (step === 0 && endsAt(bytes, end)) return end - WINDOW + 1;
        end += step || 1;
      }
      return -1;
    },
    places(bytes) {
      const quarter = Math.max(bytes.length >> 2, WINDOW);
      const found: readonly [number[], number[], number[], number[]] = [[], [], [], []];
      let a = WINDOW - 1;
      let b = quarter;
      let c = quarter * 2;
      let d = quarter * 3;
      while (a < quarter && b < quarter * 2 && c < quarter * 3 && d < bytes.length) {
        const stepA = stepAt(bytes, a);
        const stepB = stepAt(bytes, b);
        const stepC = stepAt(bytes, c);
        const stepD = stepAt(bytes, d);
        if (stepA === 0 && endsAt(bytes, a)) found[0].push(a - WINDOW + 1);
        if (stepB === 0 && endsAt(bytes, b)) found[1].push(b - WINDOW + 1);
        if (stepC === 0 && endsAt(bytes, c)) found[2].push(c - WINDOW + 1);
        if (stepD === 0 && endsAt(bytes, d)) found[3].push(d - WINDOW + 1);
        a += stepA || 1;
        b += stepB || 1;
        c += stepC || 1;
        d += stepD || 1;
      }
      walk(bytes, a, Math.min(quarter, bytes.length), found[0]);
      walk(bytes, b, Math.min(quarter * 2, bytes.length), found[1]);
      walk(bytes, c, Math.min(quarter * 3, bytes.length), found[2]);
      walk(bytes, d, bytes.length, found[3]);
      return found.flat();
    },
    at(bytes, place) {
      const end = place + WINDOW - 1;
      const hash = hashOf(bytes[end - 2] ?? 0, bytes[end - 1] ?? 0, bytes[end] ?? 0);
      return (ending[hash] ?? []).filter((index) => stands(bytes, place, index));
    },
  };
}

const NOTHING = new Uint8Array(0);

function* hashesOf(first: readonly number[] = [], second: readonly number[] = [], third: readonly number[] = []) {
  for (const a of first) for (const b of second) for (const c of third) yield hashOf(a, b, c);
}

/** Where in a word its window begins: at the twelve bytes that are rarest in logs, the last three above all. */
function windowOffset(word: Word): number {
  if (word.length < WINDOW) throw new RangeError(`A word has ${WINDOW} places or more.`);
  let best = 0;
  let bestScore = Number.POSITIVE_INFINITY;
  for (let start = 0; start + WINDOW <= word.length; start += 1) {
    let score = 0;
    for (let i = 0; i < WINDOW; i += 1) score += commonness(word[start + i] ?? []) * (i >= WINDOW - 3 ? 4 : 1);
    if (score < bestScore) {
      best = start;
      bestScore = score;
    }
  }
  return best;
}

function commonness(bytes: readonly number[]): number {
  const rank = ' etaoinsrlcdm0'.indexOf(String.fromCharCode(bytes[0] ?? 0).toLowerCase());
  return rank < 0 ? 1 : 16 - rank;
}

const HEX = [...'0123456789abcdefABCDEF'].map((each) => each.charCodeAt(0));

/** The word that an ASCII text is, in any letter case; # stands for any hexadecimal digit. */
export function wordOf(text: string): Word {
  return [...text].map((character) =>
    character === '#'
      ? HEX
      : [...new Set([character.toLowerCase(), character.toUpperCase()])].map((each) => each.charCodeAt(0)),
  );
}
