import { decodeBase64 } from '../base64.ts';
import { ProtocolError } from '../protocol-error.ts';
import { checkLength } from '../xml/check-length.ts';
import { findAttribute, findChild, getChild, type XmlElement } from '../xml/read-xml.ts';
import { WS_SECURITY } from './namespaces.ts';
import type { SoapRequest } from './soap-envelope.ts';

/** UPN and secret in clear text: what a provisioning package, or a person in Settings, gave Windows (MS-MDE2 3.3.4.1.1.1). */
export interface UsernameCredential {
  kind: 'username';
  /** Trimmed, not compared with anything yet. */
  username: string;
  /** Trimmed. Empty in a renewal. Never log it. */
  password: string;
}

/** The token handed to RegisterDeviceWithManagement or to the browser leg, base64 taken off once. */
export interface UserTokenCredential {
  kind: 'user-token';
  token: Buffer;
}

/** A JSON Web Token, as a PC with an Entra relationship offers it. Unverified; never log it. */
export interface JwtCredential {
  kind: 'jwt';
  token: string;
}

/** A certificate offered under AuthPolicy Certificate. Nothing of it has been verified. */
export interface X509Credential {
  kind: 'x509';
  der: Buffer;
}

/** What the `wsse:Security` header of a GetPolicies or RequestSecurityToken carries. */
export type SoapCredential = UsernameCredential | UserTokenCredential | JwtCredential | X509Credential;

const JWT_VALUE_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
const USER_TOKEN_VALUE_TYPE =
  'http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentUserToken';
const X509_VALUE_TYPE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3';
const PASSWORD_TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';
const COMPACT_JWT = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;
const NAME_LIMIT = 1_024;
const TOKEN_LIMIT = 65_536;

/**
 * The credential in the `wsse:Security` header. Dispatches by what is there, never by the AuthPolicy that was offered:
 * Windows sends tokens to OnPremise servers too. With a UsernameToken and a BinarySecurityToken the UsernameToken decides.
 * A user token whose content is a JWT counts as one. Nothing is verified.
 * Throws ProtocolError with fault InvalidSecurity: no header, neither token, one twice, unreadable, or of unknown type.
 */
export function readCredential(request: SoapRequest): SoapCredential {
  try {
    const security = getChild(request.header, 'Security', WS_SECURITY);
    const usernameToken = findChild(security, 'UsernameToken', WS_SECURITY);
    return usernameToken === undefined
      ? readBinarySecurityToken(getChild(security, 'BinarySecurityToken', WS_SECURITY))
      : readUsernameToken(usernameToken);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(error.code, error.message, { faultName: 'InvalidSecurity' });
  }
}

function readUsernameToken(token: XmlElement): UsernameCredential {
  const username = getChild(token, 'Username', WS_SECURITY).text.trim();
  const password = getChild(token, 'Password', WS_SECURITY);
  if ((findAttribute(password, 'Type') ?? PASSWORD_TEXT) !== PASSWORD_TEXT) {
    throw new ProtocolError('bad-value', 'the Password is not of type PasswordText');
  }
  return {
    kind: 'username',
    username: checkLength(username, NAME_LIMIT, 'Username'),
    password: checkLength(password.text.trim(), NAME_LIMIT, 'Password'),
  };
}

function readBinarySecurityToken(token: XmlElement): SoapCredential {
  const valueType = findAttribute(token, 'ValueType');
  const bytes = decodeBase64(checkLength(token.text, TOKEN_LIMIT, 'BinarySecurityToken'));
  if (bytes === undefined || bytes.length === 0) {
    throw new ProtocolError('bad-value', 'the BinarySecurityToken is not base64');
  }
  if (valueType === JWT_VALUE_TYPE) return { kind: 'jwt', token: bytes.toString('utf8') };
  if (valueType === X509_VALUE_TYPE) return { kind: 'x509', der: bytes };
  if (valueType !== USER_TOKEN_VALUE_TYPE) {
    throw new ProtocolError('bad-value', 'the BinarySecurityToken has an unknown ValueType');
  }
  const text = bytes.toString('latin1');
  return COMPACT_JWT.test(text) ? { kind: 'jwt', token: text } : { kind: 'user-token', token: bytes };
}
