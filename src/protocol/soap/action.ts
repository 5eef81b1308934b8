import { DISCOVERY, ENROLLMENT, XCEP } from './namespaces.ts';

/** Action of a DiscoverResponse (MS-MDE2 3.1.4.1). */
export const DISCOVER_RESPONSE_ACTION = `${DISCOVERY}/IDiscoveryService/DiscoverResponse`;
/** Action of a GetPoliciesResponse, and of a fault that answers GetPolicies (MS-XCEP 3.1.4.1). */
export const GET_POLICIES_RESPONSE_ACTION = `${XCEP}/IPolicy/GetPoliciesResponse`;
/** Action of a RequestSecurityTokenResponseCollection, and of a fault in its place (MS-WSTEP 3.1.4.1). */
export const RSTRC_ACTION = `${ENROLLMENT}/RSTRC/wstep`;

/** What a response may name as its action. */
export type ResponseAction =
  | typeof DISCOVER_RESPONSE_ACTION
  | typeof GET_POLICIES_RESPONSE_ACTION
  | typeof RSTRC_ACTION;
