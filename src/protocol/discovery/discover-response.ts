import { ProtocolError } from '../protocol-error.ts';
import { DISCOVER_RESPONSE_ACTION } from '../soap/action.ts';
import { DISCOVERY, XSD, XSI } from '../soap/namespaces.ts';
import { type ResponseHeader, renderSoapResponse } from '../soap/soap-envelope.ts';
import { element } from '../xml/write-xml.ts';
import type { EnrollmentVersion } from './enrollment-version.ts';

/** Where, and how, a PC is to enroll (MS-MDE2 3.1.4.1.3.2). */
export interface DiscoverResponse extends ResponseHeader {
  /** OnPremise is the only policy under which UPN and secret travel in the SOAP header. */
  authPolicy: 'OnPremise';
  /** From `negotiateEnrollmentVersion`; absent for clients below 3.0. */
  enrollmentVersion?: EnrollmentVersion;
  /** Absolute https URLs of one host. */
  enrollmentPolicyServiceUrl: string;
  enrollmentServiceUrl: string;
}

/** Throws ProtocolError `unwritable` for URLs that are not absolute https, hold white space or name two hosts. */
export function renderDiscoverResponse(response: DiscoverResponse): Buffer {
  const { enrollmentVersion, enrollmentPolicyServiceUrl, enrollmentServiceUrl } = response;
  if (hostOf(enrollmentPolicyServiceUrl) !== hostOf(enrollmentServiceUrl)) {
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
        element('AuthPolicy', {}, response.authPolicy),
        enrollmentVersion === undefined ? undefined : element('EnrollmentVersion', {}, enrollmentVersion),
        element('EnrollmentPolicyServiceUrl', {}, enrollmentPolicyServiceUrl),
        element('EnrollmentServiceUrl', {}, enrollmentServiceUrl),
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
