import { ProtocolError } from '../protocol-error.ts';
import { DISCOVERY } from '../soap/namespaces.ts';
import { findField, parseSoapRequest } from '../soap/soap-envelope.ts';
import { checkLength } from '../xml/check-length.ts';
import { findChild, getChild, listChildren } from '../xml/read-xml.ts';

/** What a PC says when it asks where to enroll (MS-MDE2 3.1.4.1.3.1). */
export interface Discover {
  messageId: string;
  /** UPN, e-mail address or `domain\user`; empty where Windows was given none. */
  emailAddress: string;
  /** As sent, such as `6.0`. */
  requestVersion?: string;
  /** `CIMClient_Windows` or `WindowsPhone`. */
  deviceType?: string;
  applicationVersion?: string;
  osVersion?: string;
  /** Product type number of GetProductInfo; absent where it was no number. */
  osEdition?: number;
  /** What the client can do: `OnPremise`, `Federated`, `Certificate`. */
  authPolicies: string[];
}

const TEXT_LIMIT = 1_024;

/**
 * Reads a Discover. Its children may come in any order and with unknown ones among them, and its namespace may end in a
 * slash, as the published samples print it.
 * Throws ProtocolError with fault MessageFormat.
 */
export function parseDiscover(bytes: Uint8Array): Discover {
  return parseSoapRequest(bytes, ({ messageId, body }) => {
    if (body.local !== 'Discover' || (body.ns !== DISCOVERY && body.ns !== `${DISCOVERY}/`)) {
      throw new ProtocolError('unexpected', 'the Body does not hold Discover');
    }
    const request = getChild(body, 'request');
    const field = (local: string): string | undefined => findField(request, local, TEXT_LIMIT) || undefined;
    const requestVersion = field('RequestVersion');
    const deviceType = field('DeviceType');
    const applicationVersion = field('ApplicationVersion');
    const osVersion = field('OSVersion');
    const osEdition = field('OSEdition');
    const policies = findChild(request, 'AuthPolicies');
    return {
      messageId,
      emailAddress: field('EmailAddress') ?? '',
      ...(requestVersion === undefined ? {} : { requestVersion }),
      ...(deviceType === undefined ? {} : { deviceType }),
      ...(applicationVersion === undefined ? {} : { applicationVersion }),
      ...(osVersion === undefined ? {} : { osVersion }),
      ...(osEdition !== undefined && /^\d{1,9}$/.test(osEdition) ? { osEdition: Number(osEdition) } : {}),
      authPolicies:
        policies === undefined
          ? []
          : listChildren(policies, 'AuthPolicy').map((policy) => checkLength(policy.text.trim(), 64, 'AuthPolicy')),
    };
  });
}
