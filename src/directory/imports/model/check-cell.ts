import type { ImportField } from './fields.ts';
import type { RowReason } from './row-reasons.ts';

/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@]/;
/** A leading tab or line end hides a formula from the eye, not from a spreadsheet. */
const HIDDEN = /^[\t\r\n]/;
/** 1.23457E+15: a long number as a spreadsheet shows it; 2E45678 is a serial number. */
const EXPONENT = /^[+-]?\d+(?:(?:[.,]\d+)?[eE][+-]|[.,]\d+[eE])\d+$/;
/** 5021.0: a number that a spreadsheet or a script made of digits. */
const DECIMAL = /^\d+[.,]0+$/;
/** A spreadsheet keeps 15 digits and writes zeros for the rest; two or more of them are no chance. */
const CUT_OFF = /^\d{15,}$/;
const SHEET_ERROR = /^(?:#{3,}|#(?:N\/A|REF!|VALUE!|NAME\?|NUM!|NULL!|DIV\/0!|SPILL!|CALC!))$/i;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]/;
const PRIVATE = /[\ue000-\uf8ff]/;
const SHOWN = 64;

/** Fields by which a person or PC is told from all others: nothing in them is a matter of taste. */
const IDENTITY: ReadonlySet<ImportField> = new Set([
  'upn',
  'email',
  'accountName',
  'name',
  'domain',
  'serial',
  'uuid',
  'configmgrId',
  'epmId',
  'entraId',
  'resourceId',
]);
/** Fields whose values a spreadsheet may take for numbers. */
const NUMBERS: ReadonlySet<ImportField> = new Set(['upn', 'name', 'serial', 'uuid', 'configmgrId', 'epmId']);

/** A value in a reason: bounded, and without what would spoil a line. */
export function shown(value: string): string {
  const text = value.replace(new RegExp(CONTROL, 'g'), ' ');
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/**
 * Checks a cell as every field is checked: no formula (in names and departments a lone sign is a dash), no rounded
 * number, no error value, no control, bidirectional, user-defined or broken character, not too long.
 * @returns the reason, or null for a good cell
 */
export function checkCell(field: ImportField, raw: string, limit: number): RowReason | null {
  const value = raw.trim();
  const isIdentity = IDENTITY.has(field);
  if (HIDDEN.test(raw) && FORMULA.test(value)) return { id: 'FORMULA', field, value: shown(value) };
  if (isIdentity && raw.startsWith('\t')) return { id: 'FORMULA', field, value: shown(value) };
  if (NUMBERS.has(field) && isRounded(value)) return { id: 'ROUNDED', field, value: shown(value) };
  if (FORMULA.test(value) && (isIdentity || value.length > 1)) return { id: 'FORMULA', field, value: shown(value) };
  if (SHEET_ERROR.test(value)) return { id: 'SHEET_ERROR', field, value: shown(value) };
  if (CONTROL.test(value)) return { id: 'CONTROL_CHARACTER', field };
  if (value.includes('\ufffd')) return { id: 'BROKEN_CHARACTER', field };
  const own = PRIVATE.exec(value)?.[0];
  if (own !== undefined) return { id: 'PRIVATE_CHARACTER', field, value: own.charCodeAt(0).toString(16).toUpperCase() };
  if (value.length > limit) return { id: 'TOO_LONG', field, value: String(limit) };
  return null;
}

/** Whether a number went through a spreadsheet and lost digits there. */
export function isRounded(value: string): boolean {
  if (EXPONENT.test(value) || DECIMAL.test(value)) return true;
  return CUT_OFF.test(value) && value.length >= 17 && /^0+$/.test(value.slice(15));
}
