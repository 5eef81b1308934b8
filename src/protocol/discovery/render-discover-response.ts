import { ProtocolError } from '../protocol-error.ts';
import { DISCOVER_RESPONSE_ACTION } from '../soap/action.ts';
import { DISCOVERY, XSD, XSI } from '../soap/namespaces.ts';
import { type ResponseHeader, renderSoapResponse } from '../soap/soap-envelope.ts';
import { element } from '../xml/write-xml.ts';
import { negotiateEnrollmentVersion } from './enrollment-version.ts';

/** Where, and how, a PC is to enroll (MS-MDE2 3.1.4.1.3.2). */
export interface DiscoverResponse extends ResponseHeader {
  /** RequestVersion of the Discover, which the EnrollmentVersion answers. */
  requestVersion: string | undefined;
  /** Where GetPolicies goes: absolute https, on the host of `enrollmentUrl`. */
  policyUrl: string;
  /** Where RequestSecurityToken goes. */
  enrollmentUrl: string;
}

/**
 * Answers with AuthPolicy OnPremise: the only one under which UPN and secret travel in the SOAP header.
 * Throws ProtocolError `unwritable` for URLs that are not absolute https, hold white space or name two hosts.
 */
export function renderDiscoverResponse(response: DiscoverResponse): Buffer {
  const { policyUrl, enrollmentUrl } = response;
  const enrollmentVersion = negotiateEnrollmentVersion(response.requestVersion);
  if (hostOf(policyUrl) !== hostOf(enrollmentUrl)) {
    throw new ProtocolError('unwritable', 'policy and enrollment service must share a host');
  }
  return renderSoapResponse(
    DISCOVER_RESPONSE_ACTION,
    response,
    element(
      'DiscoverResponse',
      { xmlns: DISCOVERY },
      element(
        'DiscoverResult',
        {},
        element('AuthPolicy', {}, 'OnPremise'),
        enrollmentVersion === undefined ? undefined : element('EnrollmentVersion', {}, enrollmentVersion),
        element('EnrollmentPolicyServiceUrl', {}, policyUrl),
        element('EnrollmentServiceUrl', {}, enrollmentUrl),
      ),
    ),
    { bodyAttributes: { 'xmlns:xsi': XSI, 'xmlns:xsd': XSD } },
  );
}

function hostOf(url: string): string {
  if (!url.startsWith('https://') || /\s/.test(url) || !URL.canParse(url)) {
    throw new ProtocolError('unwritable', 'a service URL must be absolute https without white space');
  }
  return new URL(url).hostname;
}
