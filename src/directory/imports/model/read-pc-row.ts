import { clientId, netBiosName, realSerial, realUuid } from '../../../devices/model/hardware.ts';
import { checkCell, shown } from './check-cell.ts';
import { PC_FIELDS, type PcField } from './fields.ts';
import type { RowReason } from './row-reasons.ts';

/** A PC as a row of the old platform's list says it; '' = the row says nothing. */
export type PcRow = Readonly<Record<PcField, string>>;

const LIMITS: Readonly<Record<PcField, number>> = {
  name: 256,
  domain: 256,
  serial: 128,
  uuid: 64,
  configmgrId: 80,
  epmId: 80,
};
/** Signs that neither NetBIOS nor DNS has in a computer's name. */
const NOT_IN_A_NAME = /[\s"/\\[\]:;|=,+*?<>@&']/;
/** DOMAIN\PC-01, as some reports name a PC. */
const DOWN_LEVEL = /^([^\\]{1,64})\\([^\\]+)$/;
/** A UUID that is one by its form, whether or not firmware filled it in. */
const UUID = /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i;

/** Reads the mapped cells of a row as a PC. */
export function readPcRow(cells: Readonly<Partial<Record<PcField, string>>>): PcRow | RowReason {
  const row = {} as Record<PcField, string>;
  for (const field of PC_FIELDS) {
    const raw = cells[field] ?? '';
    const bad = checkCell(field, raw, LIMITS[field]);
    if (bad !== null) return bad;
    row[field] = raw.trim();
  }
  const downLevel = DOWN_LEVEL.exec(row.name);
  if (downLevel !== null) {
    row.name = downLevel[2] ?? '';
    if (row.domain === '') row.domain = downLevel[1] ?? '';
  }
  // the account of a computer ends with $
  row.name = row.name.replace(/\$$/, '');
  if (netBiosName(row.name) === '') return { id: 'NAME_MISSING', field: 'name' };
  if (NOT_IN_A_NAME.test(row.name)) return { id: 'NAME_NOT_VALID', field: 'name', value: shown(row.name) };
  if (row.uuid !== '' && !UUID.test(row.uuid)) return { id: 'UUID_NOT_VALID', field: 'uuid', value: shown(row.uuid) };
  for (const field of ['configmgrId', 'epmId'] as const) {
    if (row[field] !== '' && clientId(row[field]) === null)
      return { id: 'CLIENT_ID_NOT_VALID', field, value: shown(row[field]) };
  }
  return row;
}

/** By what a PC is the same as another row's, and in which field: of a row with nothing but a name, the name. */
export function pcKeys(row: PcRow): readonly (readonly [PcField, string])[] {
  const facts: [PcField, string | null][] = [
    ['serial', realSerial(row.serial)],
    ['uuid', realUuid(row.uuid)],
    ['configmgrId', clientId(row.configmgrId)],
    ['epmId', clientId(row.epmId)],
  ];
  const known = facts.filter((fact): fact is [PcField, string] => fact[1] !== null);
  return known.length > 0 ? known : [['name', `${netBiosName(row.name)}.${row.domain.toLowerCase()}`]];
}
