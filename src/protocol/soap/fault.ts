import { element } from '../xml/write-xml.ts';
import { DISCOVER_RESPONSE_ACTION, GET_POLICIES_RESPONSE_ACTION, type ResponseAction, RSTRC_ACTION } from './action.ts';
import type { DeviceFaultName, FaultName, GenericFaultName } from './fault-name.ts';
import { ENROLLMENT } from './namespaces.ts';
import { type ResponseHeader, renderSoapResponse } from './soap-envelope.ts';

/**
 * The requests that are refused by a fault. None is documented for Discover, so one that can be read is never refused; the
 * fault is for what is no Discover, since a bare HTTP 400 tells nobody on the PC what went wrong.
 */
export type FaultAction = 'Discover' | 'GetPolicies' | 'RequestSecurityToken';

/** A refusal of one of them. Answer it with HTTP 500. */
export interface Fault extends Pick<ResponseHeader, 'relatesTo'> {
  name: FaultName;
  /** Plain words; Windows shows or logs them for CustomServerError only. Must not contain another fault's name. */
  reason: string;
  /** Id of this request in our log. Windows keeps it as `LastSoapErrorTraceId`. */
  traceId: string;
  /** What was asked. */
  action: FaultAction;
  /** Language of `reason`; English where none is given. */
  language?: 'en' | 'ja';
}

const ACTIONS: Readonly<Record<FaultAction, ResponseAction>> = {
  Discover: DISCOVER_RESPONSE_ACTION,
  GetPolicies: GET_POLICIES_RESPONSE_ACTION,
  RequestSecurityToken: RSTRC_ACTION,
};

const SUBCODES: Readonly<Record<GenericFaultName, string>> = {
  MessageFormat: 's:MessageFormat',
  Authentication: 's:Authentication',
  Authorization: 's:Authorization',
  CertificateRequest: 's:CertificateRequest',
  EnrollmentServer: 's:EnrollmentServer',
  InternalServiceFault: 'a:InternalServiceFault',
  InvalidSecurity: 'a:InvalidSecurity',
};

/** HRESULT that each fault becomes on the PC (MS-MDE2 2.2.10, mdmregistration.h). */
export const FAULT_HRESULTS: Readonly<Record<FaultName, string>> = {
  MessageFormat: '0x80180001',
  Authentication: '0x80180002',
  Authorization: '0x80180003',
  CertificateRequest: '0x80180004',
  EnrollmentServer: '0x80180005',
  InternalServiceFault: '0x80180006',
  InvalidSecurity: '0x80180007',
  DeviceCapReached: '0x80180013',
  DeviceNotSupported: '0x80180014',
  NotSupported: '0x80180015',
  NotEligibleToRenew: '0x80180016',
  InMaintenance: '0x80180017',
  UserLicense: '0x80180018',
  InvalidEnrollmentData: '0x80180019',
  CustomServerError: '0x80180032',
};

/**
 * A fault in the one shape that Windows recognizes: SOAP 1.2 elements in their exact case (the published lower-case
 * samples do not match), the generic names in Subcode, the others in ErrorType (MS-MDE2 2.2.10).
 */
export function renderFault({ name, reason, traceId, relatesTo, action, language }: Fault): Buffer {
  const fault = element(
    's:Fault',
    {},
    element(
      's:Code',
      {},
      element('s:Value', {}, 's:Receiver'),
      element('s:Subcode', {}, element('s:Value', {}, isGeneric(name) ? SUBCODES[name] : SUBCODES.Authorization)),
    ),
    element('s:Reason', {}, element('s:Text', { 'xml:lang': language === 'ja' ? 'ja-JP' : 'en-US' }, reason)),
    element(
      's:Detail',
      {},
      element(
        'DeviceEnrollmentServiceError',
        { xmlns: ENROLLMENT },
        isGeneric(name) ? undefined : element('ErrorType', {}, name),
        element('Message', {}, reason),
        element('TraceId', {}, traceId),
      ),
    ),
  );
  return renderSoapResponse(ACTIONS[action], { relatesTo, activityId: traceId }, fault);
}

function isGeneric(name: GenericFaultName | DeviceFaultName): name is GenericFaultName {
  return Object.hasOwn(SUBCODES, name);
}
