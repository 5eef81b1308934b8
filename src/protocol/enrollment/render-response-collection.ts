import { encodeBase64 } from '../base64.ts';
import { RSTRC_ACTION } from '../soap/action.ts';
import { BASE64_BINARY, ENROLLMENT, WS_SECURITY, WS_SECURITY_UTILITY, WS_TRUST } from '../soap/namespaces.ts';
import { type ResponseHeader, renderSoapResponse } from '../soap/soap-envelope.ts';
import { element } from '../xml/write-xml.ts';
import { DEVICE_ENROLLMENT_TOKEN } from './request-security-token.ts';

/** The answer to a granted RequestSecurityToken (MS-WSTEP 3.1.4.1, MS-MDE2 3.4.4.1.1.2). */
export interface RequestSecurityTokenResponseCollection extends ResponseHeader {
  /** Time of the answer; it says that it is good for five minutes. */
  created: Date;
  /** From `renderProvisioningDoc`. */
  provisioningDoc: Uint8Array;
}

const PROVISION_DOC =
  'http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentProvisionDoc';
const LIFE_MS = 5 * 60_000;

/** Holds the client's secrets: never log it. Answer it with HTTP 200. */
export function renderRequestSecurityTokenResponseCollection(response: RequestSecurityTokenResponseCollection): Buffer {
  const { created, provisioningDoc } = response;
  const security = element(
    'o:Security',
    { 's:mustUnderstand': '1', 'xmlns:o': WS_SECURITY, 'xmlns:u': WS_SECURITY_UTILITY },
    element(
      'u:Timestamp',
      { 'u:Id': '_0' },
      element('u:Created', {}, timestamp(created.getTime())),
      element('u:Expires', {}, timestamp(created.getTime() + LIFE_MS)),
    ),
  );
  const collection = element(
    'RequestSecurityTokenResponseCollection',
    { xmlns: WS_TRUST },
    element(
      'RequestSecurityTokenResponse',
      {},
      element('TokenType', {}, DEVICE_ENROLLMENT_TOKEN),
      element('DispositionMessage', { xmlns: ENROLLMENT }, ''),
      element(
        'RequestedSecurityToken',
        {},
        element(
          'BinarySecurityToken',
          { xmlns: WS_SECURITY, ValueType: PROVISION_DOC, EncodingType: BASE64_BINARY },
          encodeBase64(provisioningDoc),
        ),
      ),
      element('RequestID', { xmlns: ENROLLMENT }, '0'),
    ),
  );
  return renderSoapResponse(RSTRC_ACTION, response, collection, { headers: security });
}

/** Whole seconds with a fraction of zero, the form of the published samples. */
function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.000Z`;
}
