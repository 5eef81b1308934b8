import { readCredential, type SoapCredential } from '../soap/credential.ts';
import { XCEP } from '../soap/namespaces.ts';
import { checkBody, parseSoapRequest } from '../soap/soap-envelope.ts';

/** A PC's question how its certificate shall look; it carries the credential of the request that follows (MS-XCEP 3.1.4.1). */
export interface GetPolicies {
  messageId: string;
  credential: SoapCredential;
}

/** Throws ProtocolError with fault MessageFormat, or InvalidSecurity where the credential is missing or unreadable. */
export function parseGetPolicies(bytes: Uint8Array): GetPolicies {
  return parseSoapRequest(bytes, (request) => {
    checkBody(request, 'GetPolicies', XCEP);
    return { messageId: request.messageId, credential: readCredential(request) };
  });
}
