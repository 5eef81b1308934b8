/** The query part of a URL as it stands: every key with its values, in order. Nothing is dropped that the page does not know. */
export type UrlSearch = Readonly<Record<string, readonly string[]>>;

/** Reads `?a=1&a=2&b=x`. Names and values stay text; a prototype name is a name like any other. */
export function parseUrlSearch(text: string): UrlSearch {
  const search: Record<string, string[]> = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) {
    search[key] ??= [];
    search[key].push(value);
  }
  return search;
}

/** Writes it back with its `?`, keys without values left out. */
export function renderUrlSearch(search: Readonly<Record<string, unknown>>): string {
  const pairs = new URLSearchParams();
  for (const [key, values] of Object.entries(search)) {
    if (Array.isArray(values)) for (const value of values) pairs.append(key, String(value));
  }
  const text = pairs.toString();
  return text === '' ? '' : `?${text}`;
}

interface FilterRule {
  readonly isMany: boolean;
  readonly accepts: (value: string) => boolean;
}

/** `key=a&key=b` is OR; values are stable ids of this list. */
export function many(ids: readonly string[]): FilterRule {
  return { isMany: true, accepts: (value) => ids.includes(value) };
}
/** One or more values of a shape, such as UUIDs. */
export function manyLike(shape: RegExp): FilterRule {
  return { isMany: true, accepts: (value) => shape.test(value) };
}
/** One of these ids. */
export function one(ids: readonly string[]): FilterRule {
  return { isMany: false, accepts: (value) => ids.includes(value) };
}
/** One value of a shape. */
export function like(shape: RegExp): FilterRule {
  return { isMany: false, accepts: (value) => shape.test(value) };
}
/** Words that a person typed. */
export const words: FilterRule = { isMany: false, accepts: (value) => value !== '' && value.length <= 128 };

export const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What a page understands in its URL. Keys that say how it is shown rather than what are `view` keys. */
export type FilterRules = Readonly<Record<string, FilterRule>>;

/** A URL as one page reads it: the values it knows, and everything else as it stands there. */
export interface ReadFilters {
  readonly known: UrlSearch;
  readonly unknown: readonly (readonly [key: string, value: string])[];
}

/** Splits a URL's search by the rules of a page. A second value of a single key is unknown too. */
export function readFilters(search: UrlSearch, rules: FilterRules): ReadFilters {
  const known: Record<string, readonly string[]> = Object.create(null);
  const unknown: (readonly [string, string])[] = [];
  for (const [key, values] of Object.entries(search)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    const accepted = values.filter((value) => rule?.accepts(value)).slice(0, rule?.isMany ? 50 : 1);
    if (accepted.length > 0) known[key] = accepted;
    for (const value of values) if (!accepted.includes(value)) unknown.push([key, value]);
  }
  return { known, unknown };
}

/** The search with one key set to these values (none removes it). */
export function withValues(search: UrlSearch, key: string, values: readonly string[]): UrlSearch {
  const { [key]: _former, ...rest } = search;
  return values.length === 0 ? rest : { ...rest, [key]: values };
}

/** The search without one value of a key. */
export function withoutValue(search: UrlSearch, key: string, value: string): UrlSearch {
  return withValues(
    search,
    key,
    (search[key] ?? []).filter((item) => item !== value),
  );
}
