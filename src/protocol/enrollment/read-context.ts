import { ProtocolError } from '../protocol-error.ts';
import { ADDITIONAL_CONTEXT } from '../soap/namespaces.ts';
import { checkLength } from '../xml/check-length.ts';
import { findAttribute, findText, listChildren, type XmlElement } from '../xml/read-xml.ts';
import type { ContextItem, EnrollmentContext } from './request-security-token.ts';

const ITEM_LIMIT = 128;
const NAME_LIMIT = 256;
const TEXT_LIMIT = 256;
const OPAQUE_LIMIT = 65_536;

type TextField = Exclude<
  keyof EnrollmentContext,
  'enrollmentType' | 'macs' | 'imeis' | 'osEdition' | 'other' | BooleanField
>;
type BooleanField = 'targetedUserLoggedIn' | 'uxInitiated' | 'notInOobe';

const TEXT_FIELDS: ReadonlyMap<string, TextField> = new Map([
  ['osversion', 'osVersion'],
  ['applicationversion', 'applicationVersion'],
  ['devicename', 'deviceName'],
  ['deviceid', 'deviceId'],
  ['hwdevid', 'hwDevId'],
  ['devicetype', 'deviceType'],
  ['locale', 'locale'],
  ['domainname', 'domainName'],
  ['externalmgmtagenthint', 'externalMgmtAgentHint'],
  ['requestversion', 'requestVersion'],
  ['emmdeviceid', 'emmDeviceId'],
  ['enrollmentdata', 'enrollmentData'],
]);

const BOOLEAN_FIELDS: ReadonlyMap<string, BooleanField> = new Map([
  ['targeteduserloggedin', 'targetedUserLoggedIn'],
  ['uxinitiated', 'uxInitiated'],
  ['notinoobe', 'notInOobe'],
]);

/**
 * Reads `ac:AdditionalContext`: items in any order, names compared without case (MS-MDE2 3.4.4.1.1.1.1 to .4). What has
 * an unknown name, or a value that does not fit its type, stays as it came. A missing one is an empty context.
 * Throws ProtocolError: `doubled` for an item other than MAC and IMEI that says two different things, `too-many`, `too-large`.
 */
export function readContext(additionalContext: XmlElement | undefined): EnrollmentContext {
  const context: EnrollmentContext = { enrollmentType: 'Device', macs: [], imeis: [], other: [] };
  const elements = additionalContext === undefined ? [] : listItems(additionalContext);
  const seen = new Map<string, string>();
  for (const element of elements) {
    const item = readItem(element);
    const key = item.name.toLowerCase();
    const isRepeatable = key === 'mac' || key === 'imei';
    const before = isRepeatable ? undefined : seen.get(key);
    if (before === undefined) {
      seen.set(key, item.value);
      if (!keepTyped(context, key, item.value)) context.other.push(item);
    } else if (before !== item.value) {
      throw new ProtocolError('doubled', 'a ContextItem says two different things');
    }
  }
  return context;
}

function listItems(additionalContext: XmlElement): XmlElement[] {
  const items = listChildren(additionalContext, 'ContextItem', ADDITIONAL_CONTEXT);
  if (items.length > ITEM_LIMIT) throw new ProtocolError('too-many', `more than ${ITEM_LIMIT} ContextItems`);
  return items;
}

function readItem(element: XmlElement): ContextItem {
  const name = checkLength(findAttribute(element, 'Name') ?? '', NAME_LIMIT, 'the Name of a ContextItem');
  if (name === '') throw new ProtocolError('missing', 'a ContextItem has no Name');
  const value = findText(element, 'Value', ADDITIONAL_CONTEXT) ?? '';
  return { name, value: checkLength(value, OPAQUE_LIMIT, 'the Value of a ContextItem') };
}

/** False where the value does not fit. An empty value says nothing, and is kept nowhere but as it came. */
function keepTyped(context: EnrollmentContext, key: string, value: string): boolean {
  if (value === '') return false;
  const text = TEXT_FIELDS.get(key);
  if (text !== undefined) {
    if (text !== 'enrollmentData') checkLength(value, TEXT_LIMIT, 'a ContextItem');
    context[text] = text === 'hwDevId' ? value.toUpperCase() : value;
    return true;
  }
  const flag = BOOLEAN_FIELDS.get(key);
  if (flag !== undefined) return keepFlag(context, flag, value.toLowerCase());
  switch (key) {
    case 'enrollmenttype':
      if (/^full$/i.test(value)) context.enrollmentType = 'Full';
      return /^(full|device)$/i.test(value);
    case 'osedition':
      if (!/^\d{1,9}$/.test(value)) return false;
      context.osEdition = Number(value);
      return true;
    case 'mac':
      return keepOnce(context.macs, value.replace(/[:.-]/g, '').toUpperCase(), /^[0-9A-F]{12}$/);
    case 'imei':
      return keepOnce(context.imeis, value, /^\d{1,20}$/);
    default:
      return false;
  }
}

function keepFlag(context: EnrollmentContext, flag: BooleanField, value: string): boolean {
  if (value !== 'true' && value !== 'false') return false;
  context[flag] = value === 'true';
  return true;
}

function keepOnce(list: string[], value: string, form: RegExp): boolean {
  if (!form.test(value)) return false;
  if (!list.includes(value)) list.push(value);
  return true;
}
