import type { CsvImport, ImportField } from '../../api/types.ts';

/** What a column of each kind of list may be read as, in the order in which it is offered. */
export const FIELDS: Readonly<Record<CsvImport['kind'], readonly ImportField[]>> = {
  users: ['upn', 'displayName', 'reading', 'department', 'email', 'accountName', 'groups', 'enabled', 'disabled'],
  pcs: ['name', 'domain', 'serial', 'uuid', 'configmgrId', 'epmId'],
  intune: ['managedBy', 'serial', 'entraId', 'name', 'lastSeen'],
  configmgr: [
    'name',
    'domain',
    'serial',
    'uuid',
    'configmgrId',
    'entraId',
    'resourceId',
    'client',
    'clientActivity',
    'clientVersion',
    'coManaged',
    'policyPresent',
    'mdmEnrolled',
    'lastSeen',
  ],
};

/**
 * The mapping after one column was read as another field. A field stands once, so the column that had it is not used any
 * more; enabled and disabled say the same and exclude each other.
 */
export function mapColumn(
  columns: CsvImport['columns'],
  at: number,
  field: ImportField | null,
): readonly (ImportField | null)[] {
  const excluded = field === 'enabled' ? 'disabled' : field === 'disabled' ? 'enabled' : null;
  return columns.map((column, index) => {
    if (index === at) return field;
    return field !== null && (column.field === field || column.field === excluded) ? null : column.field;
  });
}
