import { createHash } from 'node:crypto';
import type { ProvisioningEnrollment } from '../model/render-customizations.ts';
import { xmlText } from '../model/xml-text.ts';

/** Settings that Windows applies together: one provxml file, one line of RunTime.xml. */
export interface SettingGroup {
  /** Named after the path of the settings, so it is the same in every package. */
  readonly id: string;
  /** The path with the key of the entry, `_` for `/`. */
  readonly fileName: string;
  /** Lines of the provxml below its XML declaration. */
  readonly document: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly datatype: 'string' | 'integer';
}

/** AuthPolicy is kept as a number with names: 0 = OnPremise, 2 = Certificate. */
const ON_PREMISE = '0';
/** Windows takes 255 letters; what stands around a UPN in a file name takes some of them. */
const LONGEST_UPN = 220;
const UPN = /^[A-Za-z0-9.-]+@[A-Za-z0-9.-]+$/;

/**
 * The enrollment as a write to `./Vendor/MSFT/Provisioning/Enrollments/{UPN}` (CSP Provisioning). An entry of Enrollments is
 * atomic, so its three values share one file; they stand in the order of their names.
 * @throws RangeError when the UPN, which is a folder of the CSP and part of a file name, holds anything but letters, digits,
 * `.`, `-` and one `@`, or is longer than 220
 */
export function enrollmentGroup(entry: ProvisioningEnrollment): SettingGroup {
  if (!UPN.test(entry.upn) || entry.upn.length > LONGEST_UPN) throw new RangeError('the UPN cannot be a file name');
  const parameters: Parameter[] = [
    { name: 'AuthPolicy', value: ON_PREMISE, datatype: 'integer' },
    { name: 'DiscoveryServiceFullUrl', value: entry.discoveryUrl, datatype: 'string' },
    { name: 'Secret', value: entry.secret, datatype: 'string' },
  ];
  const settings = 'Workplace/Enrollments/UPN';
  return {
    id: settingsGroupId(settings),
    fileName: `_Workplace_Enrollments_${entry.upn}`,
    document: provisioningLines(['Provisioning', 'Enrollments', entry.upn], settings, parameters),
  };
}

/** Namespace DNS of RFC 9562, appendix C. */
const DNS = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/**
 * The id of a group: the UUID of version 5 (RFC 9562, 5.5), namespace DNS, of the path of its settings with `_` for `/`, the
 * leading one included.
 * @param path such as `Workplace/Enrollments/UPN`
 */
export function settingsGroupId(path: string): string {
  const name = `/${path}`.replaceAll('/', '_');
  const bytes = createHash('sha1').update(DNS).update(name, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * `wap-provisioningdoc`: a characteristic for each segment of the CSP's path below `./Vendor/MSFT/`, then the values, their
 * attributes in this order: SettingsPath, name, value, datatype.
 */
function provisioningLines(csp: readonly string[], settings: string, parameters: readonly Parameter[]): string[] {
  const indent = (depth: number) => '  '.repeat(depth);
  return [
    '<wap-provisioningdoc>',
    ...csp.map((segment, index) => `${indent(index + 1)}<characteristic type="${xmlText(segment)}">`),
    ...parameters.map(
      ({ name, value, datatype }) =>
        `${indent(csp.length + 1)}<parm SettingsPath="${settings}/${name}" name="${name}" value="${xmlText(value)}" datatype="${datatype}" />`,
    ),
    ...csp.map((_, index) => `${indent(csp.length - index)}</characteristic>`),
    '</wap-provisioningdoc>',
  ];
}
