/**
 * What firmware holds where nobody wrote a serial number, in lower case without blanks around: never a key. Runs of one
 * letter and values without letters and digits are none either (see hardware.ts).
 */
export const SERIAL_PLACEHOLDERS: readonly string[] = [
  '0',
  '01234567',
  '0123456789',
  '12345678',
  '123456789',
  '1234567890',
  'asset-1234567890',
  'base board serial number',
  'bsn12345678901234567',
  'chassis serial number',
  'default',
  'default string',
  'defaultstring',
  'empty',
  'invalid',
  'n/a',
  'na',
  'no asset tag',
  'none',
  'not applicable',
  'not available',
  'not specified',
  'null',
  'o.e.m.',
  'oem',
  'serial',
  'serial number',
  'serialnumber',
  'sernum0',
  'system serial number',
  'system serialnumber',
  'tbd by oem',
  'to be filled by o.e.m.',
  'to be filled by oem',
  'to be filled by o.e.m',
  'tobefilledbyo.e.m.',
  'undefined',
  'unknown',
  'xxxxxxx',
];

/** SMBIOS UUIDs that boards without one of their own share, as 32 hex digits; runs of one digit are none either. */
export const UUID_PLACEHOLDERS: readonly string[] = [
  '00020003000400050006000700080009',
  '03000200040005000006000700080009',
  '12345678123456781234567812345678',
  '01234567890123456789012345678901',
];
