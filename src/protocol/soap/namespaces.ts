/** Namespaces of MS-MDE2 2.2, MS-XCEP and MS-WSTEP; case matters. */
export const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
export const WS_ADDRESSING = 'http://www.w3.org/2005/08/addressing';
export const WS_SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const WS_SECURITY_UTILITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
export const WS_TRUST = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
export const ADDITIONAL_CONTEXT = 'http://schemas.xmlsoap.org/ws/2006/12/authorization';
export const DISCOVERY = 'http://schemas.microsoft.com/windows/management/2012/01/enrollment';
export const XCEP = 'http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy';
export const ENROLLMENT = 'http://schemas.microsoft.com/windows/pki/2009/01/enrollment';
export const DIAGNOSTICS = 'http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const XSD = 'http://www.w3.org/2001/XMLSchema';

/** EncodingType of every BinarySecurityToken, with the lower-case b that Windows sends and expects. */
export const BASE64_BINARY = `${WS_SECURITY}#base64binary`;
