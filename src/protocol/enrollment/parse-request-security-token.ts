import { decodeBase64 } from '../base64.ts';
import { ProtocolError } from '../protocol-error.ts';
import { readCredential } from '../soap/credential.ts';
import { ADDITIONAL_CONTEXT, ENROLLMENT, WS_SECURITY, WS_TRUST } from '../soap/namespaces.ts';
import { checkBody, parseSoapRequest } from '../soap/soap-envelope.ts';
import { findAttribute, findChild, findText, getChild, type XmlElement } from '../xml/read-xml.ts';
import { readContext } from './read-context.ts';
import { DEVICE_ENROLLMENT_TOKEN, type RequestSecurityToken, type RequestType } from './request-security-token.ts';

const REQUEST_TYPES: ReadonlyMap<string, RequestType> = new Map([
  [`${WS_TRUST}/Issue`, 'Issue'],
  [`${WS_TRUST}/Renew`, 'Renew'],
  [`${WS_TRUST}/Recovery`, 'Recovery'],
]);

/** PKCS#7 has two spellings: that of the specification, and that of its sibling (MS-MDE2 3.4.4.1.1.1). */
const VALUE_TYPES: ReadonlyMap<string, RequestSecurityToken['token']['kind']> = new Map([
  [`${ENROLLMENT}#PKCS10`, 'PKCS10'],
  [`${ENROLLMENT}#PKCS7`, 'PKCS7'],
  [`${WS_SECURITY}#PKCS7`, 'PKCS7'],
]);

const DER_LIMIT = 65_536;

/**
 * Reads a RequestSecurityToken. The token in the Body is the certificate request; the one in the header, if any, is the
 * credential. Neither is verified here.
 * Throws ProtocolError with fault InvalidSecurity where the credential is missing or unreadable, else MessageFormat.
 */
export function parseRequestSecurityToken(bytes: Uint8Array): RequestSecurityToken {
  return parseSoapRequest(bytes, (request) => {
    checkBody(request, 'RequestSecurityToken', WS_TRUST);
    const credential = readCredential(request);
    const { body, messageId } = request;
    if ((findText(body, 'TokenType', WS_TRUST) ?? DEVICE_ENROLLMENT_TOKEN) !== DEVICE_ENROLLMENT_TOKEN) {
      throw new ProtocolError('bad-value', 'unknown TokenType');
    }
    const requestType = REQUEST_TYPES.get(getChild(body, 'RequestType', WS_TRUST).text.trim());
    if (requestType === undefined) throw new ProtocolError('bad-value', 'unknown RequestType');
    return {
      messageId,
      credential,
      requestType,
      token: readToken(getChild(body, 'BinarySecurityToken', WS_SECURITY)),
      context: readContext(findChild(body, 'AdditionalContext', ADDITIONAL_CONTEXT)),
    };
  });
}

function readToken(token: XmlElement): RequestSecurityToken['token'] {
  const kind = VALUE_TYPES.get(findAttribute(token, 'ValueType') ?? '');
  if (kind === undefined) throw new ProtocolError('bad-value', 'the BinarySecurityToken has an unknown ValueType');
  const once = decodeBase64(token.text);
  if (once === undefined || once.length === 0) {
    throw new ProtocolError('bad-value', 'the BinarySecurityToken is not base64');
  }
  // a renewal started by hand encodes twice; DER is never base64 text itself
  const der = (kind === 'PKCS7' ? decodeBase64(once.toString('latin1')) : undefined) ?? once;
  if (der.length > DER_LIMIT) throw new ProtocolError('too-large', `a token larger than ${DER_LIMIT} bytes`);
  return { kind, der };
}
