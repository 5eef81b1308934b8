/** Requests as Windows sends them, for the tests of this room. */

export const UPN = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11@mdm.example.test';
export const SECRET = 'K7QF2M9TX4RW';
export const USER_TOKEN =
  'eyJ2IjoxLCJjbGFpbSI6IjAxOTkwYzdhLTZiMWUtN2QyZi04YTQwLTVjMGYzYTZhOWIxMSIsInNlY3JldCI6Iks3UUYyTTlUWDRSVyJ9';
export const MESSAGE_ID = 'urn:uuid: 748132ec-a575-4329-b01b-6171a9cf8478 ';

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const PASSWORD_TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';
const TOKENS = 'http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment';

export const USER_TOKEN_TYPE = `${TOKENS}/DeviceEnrollmentUserToken`;
export const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';

export const usernameToken = (password = SECRET, type = 'wsse:Type'): string =>
  `<wsse:UsernameToken u:Id="uuid-cc1ccc1f-2fba-4bcf-b063-ffc0cac77917-4"><wsse:Username>${UPN}</wsse:Username>` +
  `<wsse:Password ${type}="${PASSWORD_TEXT}">${password}\r\n</wsse:Password></wsse:UsernameToken>`;

export const binarySecurityToken = (text: string, valueType: string, prefix = ''): string =>
  `<wsse:BinarySecurityToken ${prefix}ValueType="${valueType}" EncodingType="${WSSE}#base64binary">${text}</wsse:BinarySecurityToken>`;

/** A whole envelope; `security` absent writes no Security header. */
export function envelope(action: string, body: string, security?: string): Buffer {
  const header =
    `<a:Action s:mustUnderstand="1">${action}</a:Action><a:MessageID>${MESSAGE_ID}</a:MessageID>` +
    '<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>' +
    '<a:To s:mustUnderstand="1">https://mdm.example.test/EnrollmentServer/x.svc</a:To>' +
    (security === undefined ? '' : `<wsse:Security s:mustUnderstand="1">${security}</wsse:Security>`);
  return Buffer.from(
    `<s:Envelope xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:s="http://www.w3.org/2003/05/soap-envelope" ` +
      `xmlns:wsse="${WSSE}" xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" ` +
      `xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512" xmlns:ac="http://schemas.xmlsoap.org/ws/2006/12/authorization">` +
      `<s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`,
  );
}

export const getPolicies = (security?: string): Buffer =>
  envelope(
    'http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy/IPolicy/GetPolicies',
    '<GetPolicies xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy"><client xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
      '<lastUpdate xsi:nil="true"/><preferredLanguage xsi:nil="true"/><TPMManufacturer>IFX</TPMManufacturer></client></GetPolicies>',
    security,
  );

export const contextItem = (name: string, value: string): string =>
  `<ac:ContextItem Name="${name}"><ac:Value>${value}</ac:Value></ac:ContextItem>`;

export const CONTEXT = [
  contextItem('UXInitiated', 'false'),
  contextItem('HWDevID', '6e3f'.repeat(16)),
  contextItem('Locale', 'ja-JP'),
  contextItem('TargetedUserLoggedIn', 'True'),
  contextItem('OSEdition', '48'),
  contextItem('DeviceName', 'PC-0417'),
  contextItem('MAC', '02-15-5D-00-41-17'),
  contextItem('MAC', '02:15:5d:00:41:18'),
  contextItem('MAC', '02-15-5D-00-41-17'),
  contextItem('DeviceID', '3C9A6B1E5F7D4E10A2B4C6D8E0F21436'),
  contextItem('EnrollmentType', 'Device'),
  contextItem('DeviceType', 'CIMClient_Windows'),
  contextItem('OSVersion', '10.0.22631.4460'),
  contextItem('ApplicationVersion', '10.0.22631.4460'),
  contextItem('NotInOobe', 'true'),
  contextItem('DomainName', 'corp.example.test'),
].join('');

export const PKCS10 = 'http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS10';

export function requestSecurityToken(
  options: {
    security?: string;
    type?: string;
    token?: string;
    valueType?: string;
    context?: string;
    more?: string;
  } = {},
): Buffer {
  const { security = usernameToken(), type = 'Issue', token = 'MAMC\r\nAQU=\r\n', valueType = PKCS10 } = options;
  return envelope(
    'http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RST/wstep',
    `<wst:RequestSecurityToken><wst:TokenType>${TOKENS}/DeviceEnrollmentToken</wst:TokenType>` +
      `<wst:RequestType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/${type}</wst:RequestType>` +
      `${binarySecurityToken(token, valueType)}${options.more ?? ''}` +
      `<ac:AdditionalContext xmlns="http://schemas.xmlsoap.org/ws/2006/12/authorization">${options.context ?? CONTEXT}</ac:AdditionalContext>` +
      '</wst:RequestSecurityToken>',
    security,
  );
}

export const discover = (
  fields = `<EmailAddress>${UPN}</EmailAddress><RequestVersion>6.0</RequestVersion><DeviceType>CIMClient_Windows</DeviceType>` +
    '<ApplicationVersion>10.0.22631.4460</ApplicationVersion><OSEdition>48</OSEdition>' +
    '<AuthPolicies><AuthPolicy>OnPremise</AuthPolicy><AuthPolicy>Federated</AuthPolicy></AuthPolicies>',
  ns = 'http://schemas.microsoft.com/windows/management/2012/01/enrollment',
): Buffer =>
  envelope(
    'http://schemas.microsoft.com/windows/management/2012/01/enrollment/IDiscoveryService/Discover',
    `<Discover xmlns="${ns}"><request xmlns:i="http://www.w3.org/2001/XMLSchema-instance">${fields}</request></Discover>`,
  );
