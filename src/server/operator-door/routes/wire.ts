import { type ReasonId, type ReasonParams, reasonText } from '../../../devices/model/reasons.ts';

/** A value as JSON carries it: moments are ISO 8601 in UTC. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Wire<T[Key]> }
      : T;

/** Writes every moment inside a value as text; everything else stays as it is. */
export function toWire<T>(value: T): Wire<T> {
  return convert(value) as Wire<T>;
}

function convert(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item)]));
}

interface Reason {
  readonly id: ReasonId;
  readonly params: ReasonParams;
}

/** A reason with its sentence in both languages. */
export function reasonToWire(reason: Reason | null) {
  return reason === null
    ? null
    : { id: reason.id, params: { ...reason.params }, text: { ...reasonText(reason.id, reason.params) } };
}

/** A row of a list that carries a reason. */
export function rowToWire<T extends { readonly reason: Reason | null }>(row: T) {
  const { reason, ...rest } = row;
  return Object.assign(toWire(rest), { reason: reasonToWire(reason) });
}
