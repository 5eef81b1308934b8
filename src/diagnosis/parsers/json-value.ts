/** An object of a JSON text. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; null where it is none. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The objects of a list, at most `limit`; no list gives none. */
export function asObjects(value: unknown, limit: number): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, limit).flatMap((each) => {
    const object = asObject(each);
    return object === null ? [] : [object];
  });
}

/** The texts of a list, at most `limit`, each at most 1,024 characters. */
export function asTexts(value: unknown, limit: number): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, limit).flatMap((each) => (typeof each === 'string' ? [each.slice(0, 1_024)] : []));
}

/** The value as text of at most `limit` characters; null where it is none. */
export function asText(value: unknown, limit = 1_024): string | null {
  return typeof value === 'string' ? value.slice(0, limit) : null;
}

/** The value as a finite number; null where it is none. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The value as true or false; null where it is neither. */
export function asFlag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
