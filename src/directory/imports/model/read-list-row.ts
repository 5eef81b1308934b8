import {
  flagOf,
  keysOf,
  type ListEntry,
  labelOf,
  momentOf,
  type Says,
} from '../../../devices/device-lists/model/entry.ts';
import { checkCell } from './check-cell.ts';
import type { ListField } from './fields.ts';
import type { RowReason } from './row-reasons.ts';

const LIMIT = 256;

/** Reads the mapped cells of a row of a console's device list. A value that says nothing is left out, not the row. */
export function readListRow(line: number, cells: Readonly<Partial<Record<ListField, string>>>): ListEntry | RowReason {
  for (const [field, raw] of Object.entries(cells) as [ListField, string][]) {
    const bad = checkCell(field, raw, LIMIT);
    if (bad !== null) return bad;
  }
  const keys = keysOf(cells);
  const isTold = [keys.serial, keys.uuid, keys.configmgrId, keys.entraId, keys.resourceId, keys.nameKey].some(
    (key) => key !== null,
  );
  const name = (cells.name ?? '').trim();
  // a phone of the list has a name that no PC can have: the row is good and about no PC
  if (!isTold && name === '') return { id: 'KEY_MISSING' };
  return { line, name, keys, seenAt: momentOf(cells.lastSeen ?? ''), says: saysOf(cells) };
}

function saysOf(cells: Readonly<Partial<Record<ListField, string>>>): Says {
  const managedBy = (cells.managedBy ?? '').trim();
  const label = labelOf(managedBy);
  const clientVersion = (cells.clientVersion ?? '').trim();
  const flags = {
    client: flagOf(cells.client ?? ''),
    clientActive: flagOf(cells.clientActivity ?? ''),
    coManaged: flagOf(cells.coManaged ?? ''),
    policyPresent: flagOf(cells.policyPresent ?? ''),
    mdmEnrolled: flagOf(cells.mdmEnrolled ?? ''),
  };
  return {
    ...(label === null ? {} : { managedBy, label }),
    ...(clientVersion === '' ? {} : { clientVersion }),
    ...Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== null)),
  };
}
