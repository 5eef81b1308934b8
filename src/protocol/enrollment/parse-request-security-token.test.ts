import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binarySecurityToken,
  CONTEXT,
  contextItem,
  JWT_TYPE,
  MESSAGE_ID,
  PKCS10,
  requestSecurityToken,
  SECRET,
  UPN,
  USER_TOKEN,
  USER_TOKEN_TYPE,
  usernameToken,
} from '../fixtures.ts';
import { ProtocolError } from '../protocol-error.ts';
import { parseRequestSecurityToken } from './parse-request-security-token.ts';
import { decodeUserToken } from './user-token.ts';

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const DER = Buffer.from('3003020105', 'hex');
const contextOf = (context: string) => parseRequestSecurityToken(requestSecurityToken({ context })).context;

test('#17 a request as Windows sends it, base64 wrapped with CRLF', () => {
  expect(parseRequestSecurityToken(requestSecurityToken())).toEqual({
    messageId: MESSAGE_ID,
    credential: { kind: 'username', username: UPN, password: SECRET },
    requestType: 'Issue',
    token: { kind: 'PKCS10', der: DER },
    context: {
      enrollmentType: 'Device',
      macs: ['02155D004117', '02155D004118'],
      imeis: [],
      osEdition: 48,
      osVersion: '10.0.22631.4460',
      applicationVersion: '10.0.22631.4460',
      deviceName: 'PC-0417',
      deviceId: '3C9A6B1E5F7D4E10A2B4C6D8E0F21436',
      hwDevId: '6E3F'.repeat(16),
      deviceType: 'CIMClient_Windows',
      locale: 'ja-JP',
      domainName: 'corp.example.test',
      targetedUserLoggedIn: true,
      uxInitiated: false,
      notInOobe: true,
      other: [],
    },
  });
});

test('the header token is the credential, the body token the certificate request', () => {
  const request = parseRequestSecurityToken(
    requestSecurityToken({ security: binarySecurityToken(USER_TOKEN, USER_TOKEN_TYPE) }),
  );
  expect(request.token).toEqual({ kind: 'PKCS10', der: DER });
  expect(request.credential.kind === 'user-token' && decodeUserToken(request.credential.token)).toEqual({
    claim: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11',
    secret: SECRET,
  });
});

describe('context items', () => {
  test('#20 any order and case of names gives the same context', () => {
    const items = CONTEXT.split(/(?<=<\/ac:ContextItem>)/);
    const plain = contextOf(CONTEXT);
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), fc.boolean(), (shuffled, upper) => {
        const text = shuffled.join('').replaceAll(/Name="(\w+)"/g, (_, name: string) => {
          return `Name="${upper ? name.toUpperCase() : name.toLowerCase()}"`;
        });
        const { macs, ...rest } = contextOf(text);
        const { macs: sent, ...same } = plain;
        expect(rest).toEqual(same);
        expect(macs.toSorted()).toEqual(sent);
      }),
      { numRuns: 50 },
    );
  });

  test('#20 missing HWDevID, unknown names and values of the wrong type are kept, not refused', () => {
    const text =
      contextItem('ZeroTouchProvisioning', ' {1} ') +
      contextItem('OSEdition', 'Pro') +
      contextItem('MAC', 'none') +
      contextItem('NotInOobe', 'maybe') +
      contextItem('EnrollmentType', 'Half') +
      contextItem('DeviceName', '');
    expect(contextOf(text)).toEqual({
      enrollmentType: 'Device',
      macs: [],
      imeis: [],
      other: [
        { name: 'ZeroTouchProvisioning', value: '{1}' },
        { name: 'OSEdition', value: 'Pro' },
        { name: 'MAC', value: 'none' },
        { name: 'NotInOobe', value: 'maybe' },
        { name: 'EnrollmentType', value: 'Half' },
        { name: 'DeviceName', value: '' },
      ],
    });
  });

  test('#21 EnrollmentType Full and Device are told apart, a missing one counts as Device', () => {
    expect(contextOf(contextItem('EnrollmentType', 'Full')).enrollmentType).toBe('Full');
    expect(contextOf(contextItem('EnrollmentType', 'Device')).enrollmentType).toBe('Device');
    expect(contextOf('').enrollmentType).toBe('Device');
  });

  test('an item may be repeated, but not contradict itself', () => {
    const hwDevId = contextItem('HWDevID', 'AA');
    expect(contextOf(hwDevId + contextItem('hwdevid', 'AA')).hwDevId).toBe('AA');
    expect(() => contextOf(hwDevId + contextItem('hwdevid', 'BB'))).toThrow(
      expect.objectContaining({ code: 'doubled', faultName: 'MessageFormat' }),
    );
  });

  test('a request without AdditionalContext is read', () => {
    const text = requestSecurityToken()
      .toString()
      .replace(/<ac:AdditionalContext.*<\/ac:AdditionalContext>/, '');
    expect(parseRequestSecurityToken(Buffer.from(text)).context.other).toEqual([]);
  });
});

describe('#32 renewal', () => {
  test.each(['http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS7', `${WSSE}#PKCS7`])(
    '%s with an empty password, base64 once or twice',
    (valueType) => {
      for (const token of ['MAMCAQU=', Buffer.from('MAMCAQU=').toString('base64')]) {
        const bytes = requestSecurityToken({ type: 'Renew', valueType, token, security: usernameToken('') });
        const request = parseRequestSecurityToken(bytes);
        expect([request.requestType, request.token]).toEqual(['Renew', { kind: 'PKCS7', der: DER }]);
        expect(request.credential).toMatchObject({ kind: 'username', password: '' });
      }
    },
  );

  test('Recovery is told apart', () => {
    expect(parseRequestSecurityToken(requestSecurityToken({ type: 'Recovery' })).requestType).toBe('Recovery');
  });
});

describe('refusals', () => {
  test.each<[string, Parameters<typeof requestSecurityToken>[0], string]>([
    ['an unknown RequestType', { type: 'Cancel' }, 'bad-value'],
    ['an unknown ValueType', { valueType: 'urn:x' }, 'bad-value'],
    ['no base64', { token: 'MAM*' }, 'bad-value'],
    ['cut base64', { token: 'MAMCA' }, 'bad-value'],
    ['an empty token', { token: '' }, 'bad-value'],
    ['an endless token', { token: 'AAAA'.repeat(30_000) }, 'too-large'],
    ['two tokens', { more: binarySecurityToken('MAMC', PKCS10) }, 'doubled'],
    ['two RequestTypes', { more: '<wst:RequestType>x</wst:RequestType>' }, 'doubled'],
    ['two TokenTypes', { more: '<wst:TokenType>x</wst:TokenType>' }, 'doubled'],
    ['too many items', { context: contextItem('A', 'b').repeat(129) }, 'too-many'],
    ['an endless device name', { context: contextItem('DeviceName', 'a'.repeat(257)) }, 'too-large'],
    ['an item without a name', { context: '<ac:ContextItem><ac:Value>1</ac:Value></ac:ContextItem>' }, 'missing'],
  ])('%s is fault MessageFormat', (_, options, code) => {
    expect(() => parseRequestSecurityToken(requestSecurityToken(options))).toThrow(
      expect.objectContaining({ code, faultName: 'MessageFormat', messageId: MESSAGE_ID }),
    );
  });

  test('another TokenType is fault MessageFormat', () => {
    const bytes = Buffer.from(requestSecurityToken().toString().replace('/DeviceEnrollmentToken', '/OtherToken'));
    expect(() => parseRequestSecurityToken(bytes)).toThrow(
      expect.objectContaining({ code: 'bad-value', faultName: 'MessageFormat' }),
    );
  });

  test('an unreadable credential is fault InvalidSecurity', () => {
    expect(() => parseRequestSecurityToken(requestSecurityToken({ security: '' }))).toThrow(
      expect.objectContaining({ faultName: 'InvalidSecurity' }),
    );
  });

  test('an Entra JWT in the header is read as one, so that it gets its own refusal', () => {
    const security = binarySecurityToken(Buffer.from('eyJh.eyJi.c').toString('base64'), JWT_TYPE);
    expect(parseRequestSecurityToken(requestSecurityToken({ security })).credential.kind).toBe('jwt');
  });

  test('a mutated request is read or refused with a ProtocolError that names a fault and no secret', () => {
    const bytes = requestSecurityToken();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 8 }), fc.nat(40), (at, insert, cut) => {
        try {
          parseRequestSecurityToken(Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)]));
        } catch (error) {
          if (!(error instanceof ProtocolError) || error.faultName === undefined) throw error;
          expect(error.message).not.toContain(SECRET.slice(0, 6));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
