import { type ReasonId, type ReasonParams, reasonText } from '../../devices/model/reasons.ts';

/** A time as the API writes it, or null. */
export function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

/** A reason with its sentence in both languages, or null. */
export function presentReason(reason: { readonly id: ReasonId; readonly params: ReasonParams } | null) {
  return reason === null
    ? null
    : { id: reason.id, params: { ...reason.params }, text: reasonText(reason.id, reason.params) };
}
