import { redactXml } from '../xml/redact-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';

/** A message of the enrollment door, request or response, as it may be stored and shown. Never throws. */
export function redactSoap(bytes: Uint8Array): string {
  return redactXml(bytes, ENROLLMENT_LIMITS);
}
