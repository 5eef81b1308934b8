import { redactXml } from '../xml/redact-xml.ts';
import { SYNCML_LIMITS } from '../xml/xml-limits.ts';

/** A message of a management session, of either side, as it may be stored and shown. Never throws. */
export function redactSyncML(bytes: Uint8Array): string {
  return redactXml(bytes, SYNCML_LIMITS);
}
