import type { Fact, FactValue, Rank } from './fact.ts';
import type { Sink } from './reader.ts';
import type { Seen, SeenKind } from './seen.ts';

/** Scope argument for "whatever the scope is". */
export const ANY_SCOPE: unique symbol = Symbol('any scope');
export type ScopeChoice = string | typeof ANY_SCOPE | undefined;

/**
 * Every fact of one PC, indexed. Of facts that say the same (name, scope, value and rank) the newest is kept; `first` and `count`
 * tell of the others.
 */
export interface Facts {
  /**
   * The fact that decides: of the best rank there is, the newest. Without a scope: facts without scope only; with
   * {@link ANY_SCOPE}: whatever their scope. undefined = not seen.
   */
  newest(name: string, scope?: ScopeChoice): Fact | undefined;
  /** The value of {@link newest}; undefined = not seen, null = seen as unknown. */
  value(name: string, scope?: ScopeChoice): FactValue | undefined;
  /** Every kept fact of a name and any scope, oldest first. */
  all(name: string): readonly Fact[];
  /** Every scope that facts of a name have; facts without scope add none. */
  scopes(name: string): readonly string[];
  /** Names that begin with a prefix ("log.", "net."). */
  names(prefix: string): readonly string[];
  /** How often the same was said, and the oldest time (UTC) it was said. */
  repeats(fact: Fact): { readonly count: number; readonly first: string | null };
  /** What was read: all of it, or of a kind. */
  seen(kind?: SeenKind): readonly Seen[];
  /** Was this source read: a log's name, a channel, a section ({@link Seen.sources}; letter case does not matter)? */
  sawSource(source: string): boolean;
  /** All kept facts in the order in which they came: what is stored for a later diagnosis ({@link factsOf}). */
  list(): readonly Fact[];
}

const RANKS: Readonly<Record<Rank, number>> = { said: 0, log: 1, state: 2 };

/**
 * Of one name and rank the newest different (scope, value) pairs are kept: at least so many, and never more than twice as many. Enough
 * for one PC; a log in which each line says something else is not kept whole.
 */
const KEPT_PER_NAME: Readonly<Record<Rank, number>> = { state: 500, log: 120, said: 500 };
/** Most names kept: a hostile bundle makes no more. */
const KEPT_NAMES = 20_000;

interface Entry {
  fact: Fact;
  /** order of arrival, for facts that no time tells apart */
  order: number;
  count: number;
  first: string | null;
}

/** Is `a` newer than `b`? A dated fact beats an undated one; what arrived later wins where times do not tell. */
function isNewer(a: Entry, b: Entry): boolean {
  const x = a.fact.where.time ?? '';
  const y = b.fact.where.time ?? '';
  return x === y ? a.order > b.order : x > y;
}

/** The entries of one name and rank. */
interface Kept {
  readonly most: number;
  recent: Map<string, Entry>;
  /** Those that went out of `recent` when it was full; the ones before them are gone. */
  older: Map<string, Entry>;
}

/**
 * The entry of a key, or the given one. Nothing is ever deleted from a map: each time that `recent` is full it becomes `older` as a whole,
 * which leaves less for the garbage collector than taking out the oldest at each line, and keeps its memory small.
 */
function entryOf(kept: Kept, key: string, made: Entry): Entry {
  const recent = kept.recent.get(key);
  if (recent !== undefined) return recent;
  const entry = kept.older.get(key) ?? made;
  if (kept.recent.size >= kept.most) {
    kept.older = kept.recent;
    kept.recent = new Map();
  }
  kept.recent.set(key, entry);
  return entry;
}

/** Every entry, each once: one that was said again stands in both. */
function entriesIn(kept: Kept): Entry[] {
  return [...new Set([...kept.older.values(), ...kept.recent.values()])];
}

/** An empty index, and the sink that fills it; facts may come at any time, also from other rooms (`srv.`, `exp.`). */
export function createFacts(): { readonly sink: Sink; readonly facts: Facts } {
  const names = new Map<string, Map<Rank, Kept>>();
  const seenFiles: Seen[] = [];
  const sources = new Set<string>();
  let order = 0;

  const entriesOf = (name: string, scope: ScopeChoice): Entry[] => {
    const found = [...(names.get(name)?.values() ?? [])].flatMap(entriesIn);
    return scope === ANY_SCOPE ? found : found.filter((entry) => entry.fact.scope === scope);
  };
  const newest = (name: string, scope?: ScopeChoice): Fact | undefined => {
    let best: Entry | undefined;
    for (const entry of entriesOf(name, scope)) {
      const better = best === undefined ? 1 : RANKS[entry.fact.rank] - RANKS[best.fact.rank];
      if (best === undefined || better > 0 || (better === 0 && isNewer(entry, best))) best = entry;
    }
    return best?.fact;
  };

  const sink: Sink = {
    fact(fact) {
      order += 1;
      let ranks = names.get(fact.name);
      if (ranks === undefined) {
        if (names.size >= KEPT_NAMES) return;
        ranks = new Map();
        names.set(fact.name, ranks);
      }
      let kept = ranks.get(fact.rank);
      if (kept === undefined) {
        kept = { most: KEPT_PER_NAME[fact.rank], recent: new Map(), older: new Map() };
        ranks.set(fact.rank, kept);
      }
      const entry: Entry = { fact, order, count: 1, first: fact.where.time };
      const old = entryOf(kept, keyOf(fact), entry);
      if (old === entry) return;
      old.count += 1;
      if (old.first === null || (fact.where.time !== null && fact.where.time < old.first)) old.first = fact.where.time;
      if (isNewer(entry, old)) {
        old.fact = fact;
        old.order = order;
      }
    },
    seen(seen) {
      seenFiles.push(seen);
      for (const source of seen.sources) sources.add(source.toLowerCase());
    },
  };

  const facts: Facts = {
    newest,
    value: (name, scope) => newest(name, scope)?.value,
    all: (name) =>
      entriesOf(name, ANY_SCOPE)
        .sort((a, b) => (isNewer(a, b) ? 1 : -1))
        .map((entry) => entry.fact),
    scopes: (name) => [
      ...new Set(entriesOf(name, ANY_SCOPE).flatMap(({ fact }) => (fact.scope === undefined ? [] : [fact.scope]))),
    ],
    names: (prefix) => [...names.keys()].filter((name) => name.startsWith(prefix)),
    repeats(fact) {
      const kept = names.get(fact.name)?.get(fact.rank);
      const entry = kept?.recent.get(keyOf(fact)) ?? kept?.older.get(keyOf(fact));
      return { count: entry?.count ?? 0, first: entry?.first ?? null };
    },
    seen: (kind) => seenFiles.filter((seen) => kind === undefined || seen.kind === kind),
    sawSource: (source) => sources.has(source.toLowerCase()),
    list: () =>
      [...names.values()]
        .flatMap((ranks) => [...ranks.values()].flatMap(entriesIn))
        .sort((a, b) => a.order - b.order)
        .map((entry) => entry.fact),
  };
  return { sink, facts };
}

/** The index over stored facts and reports, as {@link Facts.list} and {@link Facts.seen} gave them. */
export function factsOf(list: Iterable<Fact>, seen: Iterable<Seen> = []): Facts {
  const { sink, facts } = createFacts();
  for (const fact of list) sink.fact(fact);
  for (const report of seen) sink.seen(report);
  return facts;
}

function keyOf(fact: Fact): string {
  return `${fact.scope ?? '\u0001'}\u0000${typeof fact.value}\u0000${fact.value}`;
}
