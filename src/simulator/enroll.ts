import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { makeCsr } from './csr.ts';
import { type Answer, request, WireError, type WireOptions, wireOf } from './http.ts';
import type { Hardware, Pc } from './pc.ts';
import { applyProvisioningDoc } from './provision.ts';
import { anywhere, at, escapeXml, type Node, readDocument } from './xml.ts';

const generate = promisify(generateKeyPair);

export interface EnrollOptions extends WireOptions {
  readonly discoveryUrl: string;
  readonly credential:
    | { readonly kind: 'username'; readonly upn: string; readonly secret: string }
    | { readonly kind: 'user-token'; readonly token: string }
    | { readonly kind: 'jwt'; readonly token: string };
  readonly enrollmentType?: 'Device' | 'Full';
  /** What the request claims about the PC instead of the truth. */
  readonly lie?: { readonly name?: string; readonly macs?: readonly string[]; readonly hwDevId?: string };
}

export type EnrollOutcome =
  | { readonly result: 'enrolled' }
  | {
      readonly result: 'failed';
      readonly hresult: string;
      readonly step: 'discovery' | 'policy' | 'enrollment' | 'provisioning';
      readonly text: string;
    };

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const SOAP_TYPE = { 'content-type': 'application/soap+xml; charset=utf-8', 'user-agent': 'ENROLLClient' };
const ENROLLMENT_NS = 'http://schemas.microsoft.com/windows/pki/2009/01/enrollment';
const SECEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

/** In this order Windows looks for these words in a fault, by case (MS-MDE2 2.2.10). */
const FAULTS: readonly (readonly [string, string])[] = [
  ['NotEligibleToRenew', '0x80180016'],
  ['MessageFormat', '0x80180001'],
  ['Authentication', '0x80180002'],
  ['Authorization', '0x80180003'],
  ['CertificateRequest', '0x80180004'],
  ['CertificateAuthority', '0x80180004'],
  ['EnrollmentServer', '0x80180005'],
  ['InternalServiceFault', '0x80180006'],
  ['InvalidSecurity', '0x80180007'],
  ['DeviceCapReached', '0x80180013'],
  ['DeviceNotSupported', '0x80180014'],
  ['NotSupported', '0x80180015'],
  ['InMaintenance', '0x80180017'],
  ['UserLicense', '0x80180018'],
  ['InvalidEnrollmentData', '0x80180019'],
  ['CustomServerError', '0x80180032'],
];

/** Enrolls as Windows' enrollment client does: probe, Discover, GetPolicies, RequestSecurityToken, provisioning document. */
export async function enroll(pc: Pc, options: EnrollOptions): Promise<EnrollOutcome> {
  const wire: WireOptions = { ...wireOf(options), agent: pc.agent };
  let step: 'discovery' | 'policy' | 'enrollment' | 'provisioning' = 'discovery';
  try {
    await request('GET', options.discoveryUrl, wire, undefined, { 'user-agent': 'ENROLLClient', pragma: 'no-cache' });
    const upn = options.credential.kind === 'username' ? options.credential.upn : '';
    const discovered = await post(options.discoveryUrl, wire, discover(options.discoveryUrl, upn, pc));
    const found =
      discovered.status === 200 ? anywhere(readDocument(discovered.body.toString()), 'DiscoverResult') : undefined;
    const policyUrl = at(found, 'EnrollmentPolicyServiceUrl')?.text;
    const enrollmentUrl = at(found, 'EnrollmentServiceUrl')?.text;
    if (policyUrl === undefined || enrollmentUrl === undefined)
      return failed(
        'discovery',
        `0x8019${(0x0000 + discovered.status).toString(16).padStart(4, '0').toUpperCase()}`,
        'no DiscoverResult',
      );

    step = 'policy';
    const security = securityHeader(options.credential);
    const policies = await post(policyUrl, wire, getPolicies(policyUrl, security));
    const policyDocument = policies.status === 200 ? readDocument(policies.body.toString()) : undefined;
    if (policyDocument === undefined || anywhere(policyDocument, 'policySchema')?.text !== '3')
      return faulted('policy', policies);

    step = 'enrollment';
    pc.keys ??= await generate('rsa', { modulusLength: 2048 });
    const deviceId = randomUUID().replaceAll('-', '').toUpperCase();
    const csr = makeCsr(pc.keys, deviceId);
    const rst = requestSecurityToken(enrollmentUrl, security, csr, pc, deviceId, options);
    const granted = await post(enrollmentUrl, wire, rst);
    const token = granted.status === 200 ? tokenOf(readDocument(granted.body.toString())) : undefined;
    if (token === undefined) return faulted('enrollment', granted);

    step = 'provisioning';
    const document = readDocument(Buffer.from(token, 'base64').toString());
    const applied = applyProvisioningDoc(document, pc, deviceId, options.enrollmentType ?? 'Device');
    if (typeof applied === 'string') return failed('provisioning', applied, 'provisioning document refused');
    pc.account?.agent.destroy();
    pc.account = applied;
    pc.hasLeft = false;
    return { result: 'enrolled' };
  } catch (error) {
    if (error instanceof WireError) return failed(step, error.hresult, error.message);
    throw error;
  }
}

function post(url: string, wire: WireOptions, body: string): Promise<Answer> {
  return request('POST', url, wire, Buffer.from(body), SOAP_TYPE);
}

function failed(
  step: 'discovery' | 'policy' | 'enrollment' | 'provisioning',
  hresult: string,
  text: string,
): EnrollOutcome {
  return { result: 'failed', step, hresult, text };
}

/** Reads a refusal as Windows does: an exact-case Fault of SOAP 1.2, ErrorType before Subcode; else the HTTP status. */
export function faultHresult(answer: Answer): { hresult: string; text: string } {
  const plain = { hresult: `0x8019${answer.status.toString(16).padStart(4, '0').toUpperCase()}`, text: '' };
  let document: Node;
  try {
    document = readDocument(answer.body.toString());
  } catch {
    return plain;
  }
  const fault = anywhere(document, 'Fault');
  if (fault === undefined || fault.namespace !== SOAP) return plain;
  const errorType = at(fault, 'Detail', 'DeviceEnrollmentServiceError', 'ErrorType')?.text;
  const subcode = at(fault, 'Code', 'Subcode', 'Value')?.text;
  const words = errorType ?? subcode ?? '';
  const match = FAULTS.find(([word]) => words.includes(word));
  return { hresult: match?.[1] ?? '0x80180008', text: at(fault, 'Reason', 'Text')?.text ?? '' };
}

function faulted(step: 'policy' | 'enrollment', answer: Answer): EnrollOutcome {
  const { hresult, text } = faultHresult(answer);
  return failed(step, hresult, text);
}

function tokenOf(document: Node): string | undefined {
  const collection = anywhere(document, 'RequestSecurityTokenResponseCollection');
  const requested = collection === undefined ? undefined : anywhere(collection, 'RequestedSecurityToken');
  const token = at(requested, 'BinarySecurityToken');
  return token?.namespace === SECEXT ? token.text : undefined;
}

function envelope(action: string, to: string, security: string, body: string): string {
  return `<s:Envelope xmlns:s="${SOAP}" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" xmlns:wsse="${SECEXT}"><s:Header><a:Action s:mustUnderstand="1">${action}</a:Action><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID><a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo><a:To s:mustUnderstand="1">${escapeXml(to)}</a:To>${security}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

/** A Discover message (MS-MDE2 3.1). */
export function discover(url: string, upn: string, pc: { readonly hardware: Hardware }): string {
  const ns = 'http://schemas.microsoft.com/windows/management/2012/01/enrollment';
  return envelope(
    `${ns}/IDiscoveryService/Discover`,
    url,
    '',
    `<Discover xmlns="${ns}"><request><EmailAddress>${escapeXml(upn)}</EmailAddress><RequestVersion>6.0</RequestVersion><DeviceType>CIMClient_Windows</DeviceType><ApplicationVersion>${pc.hardware.build}</ApplicationVersion><OSEdition>${pc.hardware.edition}</OSEdition><AuthPolicies><AuthPolicy>OnPremise</AuthPolicy><AuthPolicy>Federated</AuthPolicy></AuthPolicies></request></Discover>`,
  );
}

/** The wsse:Security header for a credential. */
export function securityHeader(credential: EnrollOptions['credential']): string {
  if (credential.kind === 'username') {
    return `<wsse:Security s:mustUnderstand="1"><wsse:UsernameToken u:Id="uuid-cc1ccc1f-2fba-4bcf-b063-ffc0cac77917-4"><wsse:Username>${escapeXml(credential.upn)}</wsse:Username><wsse:Password wsse:Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">${escapeXml(credential.secret)}</wsse:Password></wsse:UsernameToken></wsse:Security>`;
  }
  const type =
    credential.kind === 'jwt'
      ? 'urn:ietf:params:oauth:token-type:jwt'
      : 'http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentUserToken';
  const text = Buffer.from(credential.token).toString('base64');
  return `<wsse:Security s:mustUnderstand="1"><wsse:BinarySecurityToken ValueType="${type}" EncodingType="${SECEXT}#base64binary">${text}</wsse:BinarySecurityToken></wsse:Security>`;
}

/** A GetPolicies message (MS-XCEP). */
export function getPolicies(url: string, security: string): string {
  const ns = 'http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy';
  return envelope(
    `${ns}/IPolicy/GetPolicies`,
    url,
    security,
    `<GetPolicies xmlns="${ns}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><client><lastUpdate xsi:nil="true"/><preferredLanguage xsi:nil="true"/></client><requestFilter xsi:nil="true"/></GetPolicies>`,
  );
}

/** A RequestSecurityToken message (MS-WSTEP). */
export function requestSecurityToken(
  url: string,
  security: string,
  csr: Buffer,
  pc: { readonly hardware: Hardware; readonly user: string | null },
  deviceId: string,
  options: Pick<EnrollOptions, 'lie' | 'enrollmentType'>,
): string {
  const { hardware } = pc;
  const item = (name: string, value: string) =>
    `<ac:ContextItem Name="${name}"><ac:Value>${escapeXml(value)}</ac:Value></ac:ContextItem>`;
  const items = [
    item('UXInitiated', 'false'),
    item('HWDevID', options.lie?.hwDevId ?? hardware.hwDevId),
    item('Locale', 'ja-JP'),
    item('TargetedUserLoggedIn', String(pc.user !== null)),
    item('OSEdition', String(hardware.edition)),
    item('DeviceName', options.lie?.name ?? hardware.name),
    ...(options.lie?.macs ?? hardware.macs).map((mac) => item('MAC', mac)),
    item('DeviceID', deviceId),
    item('EnrollmentType', options.enrollmentType ?? 'Device'),
    item('DeviceType', 'CIMClient_Windows'),
    item('OSVersion', hardware.build),
    item('ApplicationVersion', hardware.build),
    item('NotInOobe', 'true'),
    item('DomainName', hardware.domain),
  ];
  const wrapped = csr.toString('base64').replace(/.{64}/g, '$&\r\n');
  return envelope(
    `${ENROLLMENT_NS}/RST/wstep`,
    url,
    security,
    `<wst:RequestSecurityToken xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512"><wst:TokenType>http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentToken</wst:TokenType><wst:RequestType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue</wst:RequestType><wsse:BinarySecurityToken ValueType="${ENROLLMENT_NS}#PKCS10" EncodingType="${SECEXT}#base64binary">${wrapped}</wsse:BinarySecurityToken><ac:AdditionalContext xmlns:ac="http://schemas.xmlsoap.org/ws/2006/12/authorization">${items.join('')}</ac:AdditionalContext></wst:RequestSecurityToken>`,
  );
}
