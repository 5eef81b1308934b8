import type { Fact } from '../model/fact.ts';
import type { CodeContext } from './error-code.ts';

/** dsregcmd's fields whose codes tell of a join attempt; codes of other fields are about the session that captured. */
const JOIN_FIELDS = /^ds\.(?:ClientErrorCode|\w+Test|proxy\.AutoDetectPACStatus)/;
const JOIN_EVENTS = new Set(['evt.201', 'evt.204', 'evt.304', 'evt.305', 'evt.307', 'evt.360', 'evt.362']);
const TOKEN_EVENTS = /^evt\.(?:10[0-9][0-9]|11[0-9][0-9])$/;
const CARRIERS = /^(?:execmgr|scripts)$/i;
const CLIENT_COMPONENTS =
  /^(?:ccm|client|location|policy|datatransfer|contenttransfer|wua|updates|cas$|contentaccess|bgb|adal|internetproxy|mp_)/i;

/**
 * In which kind of work a code was met: by the field, event or component that said it, else by the words of its line, else by the
 * family of the number where that belongs to one kind alone. Null: explained, but no finding may be drawn from it. Enrollments of
 * a PC that is on its way into Baton (`isForBaton`) are Baton's.
 */
export function contextOfCode(fact: Fact, isForBaton: boolean): CodeContext | null {
  const context = plainContext(fact);
  // Automatic enrollment goes to the tenant's MDM, never to Baton.
  return context === 'mdm' && isForBaton && !/Auto MDM Enroll/i.test(fact.where.text) ? 'baton' : context;
}

function plainContext(fact: Fact): CodeContext | null {
  const scope = fact.scope ?? '';
  if (scope.startsWith('ds.prt')) return 'prt';
  if (scope.startsWith('ds.')) return JOIN_FIELDS.test(scope) ? 'join' : null;
  // an address that was only tested: what it means is for the rules about addresses
  if (scope.startsWith('net.')) return null;
  if (JOIN_EVENTS.has(scope)) return 'join';
  if (/^comanagementhandler$/i.test(scope)) return 'mdm';
  if (/^baton$/i.test(scope)) return 'mdm';
  if (CARRIERS.test(scope)) return 'carrier';
  if (CLIENT_COMPONENTS.test(scope)) return 'client';
  const family = contextOfFamily(Number(fact.value));
  if (family !== null) return family;
  if (TOKEN_EVENTS.test(scope)) return null;
  if (scope.startsWith('evt.')) return 'mdm';
  return contextOfWords(fact.where.text);
}

/** Facilities of Windows that only one kind of work uses. */
function contextOfFamily(code: number): CodeContext | null {
  const high = (code >>> 16) & 0xffff;
  if (high === 0x8018) return 'mdm';
  if (high === 0x801c || high === 0x8028 || high === 0x8029) return 'join';
  return high === 0x87d0 ? 'client' : null;
}

function contextOfWords(text: string): CodeContext | null {
  if (/\bMDM\b|mdm ?enroll|RegisterDeviceWithManagement/i.test(text)) return 'mdm';
  if (/DeviceRegistration|BeginJoin|automatic registration|\bjoin\b/i.test(text)) return 'join';
  return /\[CCMHTTP\]|\bCCM_E_|DTSJob|Group policy settings/i.test(text) ? 'client' : null;
}
