import { renderQuery } from '../../api/client.ts';
import type { Place } from '../../api/types.ts';

/** The page that says what is the matter with a PC: of the registry (`d:`), or known by name only (`n:`). */
export function diagnosisHref(pc: string): string {
  return pc.startsWith('d:') ? `/devices/${pc.slice(2)}/diagnosis` : `/diagnosis/pcs/${encodeURIComponent(pc)}`;
}

/** One evidence file in the viewer, and there the line that a finding points at. */
export function evidenceHref(pc: string, evidence: string, place?: Place): string {
  return `/diagnosis/pcs/${encodeURIComponent(pc)}/evidence/${evidence}${place === undefined ? '' : renderQuery(placeQuery(place))}`;
}

const TEXT_MOST = 160;

/** `file` and `line` where the place has them; what was read from the evidence file itself is found again by its text. */
export function placeQuery(place: Place): Record<string, string> {
  const cut = place.file.indexOf('#');
  const file = cut === -1 ? place.file : place.file.slice(cut + 1);
  if (place.line !== null) return { file, line: String(place.line) };
  return {
    ...(cut === -1 ? {} : { file }),
    find: place.text.slice(0, TEXT_MOST),
    ...(place.time === null ? {} : { at: place.time }),
  };
}

/** The explanation of this id. */
export function explanationHref(id: string): string {
  return `/diagnosis/answers?id=${encodeURIComponent(id)}`;
}
