import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderRequestSecurityTokenResponseCollection } from '../enrollment/render-response-collection.ts';
import {
  binarySecurityToken,
  contextItem,
  getPolicies,
  JWT_TYPE,
  PKCS10,
  requestSecurityToken,
  SECRET,
  UPN,
  USER_TOKEN,
  USER_TOKEN_TYPE,
  usernameToken,
} from '../fixtures.ts';
import { redactSoap } from '../soap/redact.ts';
import { alert, CRED, DIGEST, PACKAGE_1, result, syncML } from '../syncml/fixtures.ts';
import { redactSyncML } from '../syncml/redact.ts';
import { REDACTED, redactXml } from './redact-xml.ts';
import { ENROLLMENT_LIMITS } from './xml-limits.ts';

describe('what is hidden', () => {
  test('#13 the password of a UsernameToken, and nothing else', () => {
    const bytes = requestSecurityToken();
    expect(redactSoap(bytes)).toBe(bytes.toString().replace(`${SECRET}\r\n`, REDACTED));
    expect(redactSoap(bytes)).toContain(UPN);
  });

  test.each([USER_TOKEN_TYPE, JWT_TYPE, 'urn:unknown'])(
    'a header token of ValueType %s, but not the certificate request',
    (type) => {
      const bytes = requestSecurityToken({ security: binarySecurityToken(USER_TOKEN, type) });
      expect(redactSoap(bytes)).toBe(bytes.toString().replace(USER_TOKEN, REDACTED));
    },
  );

  test('the provisioning document of a response', () => {
    const text = redactSoap(
      renderRequestSecurityTokenResponseCollection({
        relatesTo: 'urn:x',
        created: new Date(0),
        provisioningDoc: Buffer.from(SECRET),
      }),
    );
    expect(text).not.toContain(Buffer.from(SECRET).toString('base64'));
    expect(text).toContain(`base64binary">${REDACTED}</BinarySecurityToken>`);
  });

  test('account secrets in a provisioning document', () => {
    const text = `<d><parm name="AAUTHSECRET" value='${SECRET}'/><parm value="${SECRET}" name="AAUTHDATA"></parm><parm name="ADDR" value="x"/></d>`;
    expect(redactXml(Buffer.from(text), ENROLLMENT_LIMITS)).toBe(
      `<d><parm name="AAUTHSECRET" value="${REDACTED}"/><parm name="AAUTHDATA" value="${REDACTED}"></parm><parm name="ADDR" value="x"/></d>`,
    );
  });

  test('EnrollmentData, other context items stay', () => {
    const text = redactSoap(
      requestSecurityToken({ context: contextItem('EnrollmentData', SECRET) + contextItem('Locale', 'ja-JP') }),
    );
    expect(text).toContain(contextItem('EnrollmentData', REDACTED) + contextItem('Locale', 'ja-JP'));
  });

  test('Cred, NextNonce and Entra tokens of a session', () => {
    const bytes = syncML(
      alert(2, 1224, 'com.microsoft/MDM/AADUserToken', SECRET) + alert(3, 1224, 'com.microsoft/MDM/LoginStatus'),
      { header: CRED },
    );
    const text = redactSyncML(bytes);
    expect(text).toBe(bytes.toString().replace(DIGEST, REDACTED).replace(SECRET, REDACTED));
    expect(redactSyncML(Buffer.from('<a><NextNonce>x</NextNonce></a>'))).toBe(
      `<a><NextNonce>${REDACTED}</NextNonce></a>`,
    );
  });

  test.each(['./SyncML/DMAcc/x/AppAuth/CLCRED/AAuthSecret', './Vendor/MSFT/SCEP/x/Install/Challenge'])(
    'the value of %s',
    (node) => {
      expect(redactSyncML(syncML(result(2, 3, node, SECRET)))).toBe(syncML(result(2, 3, node, REDACTED)).toString());
    },
  );

  test('a value whose node or type is named behind it', () => {
    const item = `<Item><Data>${SECRET}</Data><Meta><Type>com.microsoft/MDM/&#65;ADUserToken</Type></Meta></Item>`;
    expect(redactSyncML(syncML(`<Alert><CmdID>1</CmdID>${item}</Alert>`))).not.toContain(SECRET);
  });

  test('comments and instructions, wherever they stand', () => {
    const text = `<?x ${SECRET}?><a><!--${SECRET}--><Password><!--x-->${SECRET}<b>${SECRET}</b></Password></a>`;
    expect(redactXml(Buffer.from(text), ENROLLMENT_LIMITS)).toBe(
      `${REDACTED}<a>${REDACTED}<Password>${REDACTED}</Password></a>`,
    );
  });

  test('names of any case, prefix and namespace', () => {
    const text = `<a xmlns:p="urn:p"><p:PASSWORD>${SECRET}</p:PASSWORD><cred><meta/><DATA>${SECRET}</DATA></cred></a>`;
    expect(redactXml(Buffer.from(text), ENROLLMENT_LIMITS)).not.toContain(SECRET);
  });
});

describe('what cannot be read', () => {
  test('a message without secrets is shown as it came', () => {
    expect(redactSyncML(PACKAGE_1)).toBe(PACKAGE_1.toString());
    expect(redactSyncML(Buffer.concat([Buffer.from('\ufeff'), PACKAGE_1]))).toBe(PACKAGE_1.toString());
  });

  test('no XML at all: length and first four bytes', () => {
    expect(redactSyncML(Buffer.from('02A4016A006D6C71', 'hex'))).toBe('[unreadable: 8 bytes, beginning 02 A4 01 6A]');
    expect(redactSoap(Buffer.from(`password=${SECRET}`))).toBe('[unreadable: 21 bytes, beginning 70 61 73 73]');
    expect(redactSoap(Buffer.alloc(0))).toBe('[unreadable: 0 bytes]');
    expect(redactSoap(Buffer.alloc(1024 * 1024 + 1, 0x20))).toBe('[unreadable: 1048577 bytes, beginning 20 20 20 20]');
    expect(redactSoap(Buffer.from('<!DOCTYPE a>'))).toBe('[unreadable: 12 bytes, beginning 3C 21 44 4F]');
  });

  test('a message cut inside its credential ends before it', () => {
    const text = getPolicies(usernameToken()).toString();
    const shown = redactSoap(Buffer.from(text.slice(0, text.indexOf(SECRET) + 6)));
    const end = text.indexOf('<wsse:Security');
    expect(shown).toBe(`${text.slice(0, end)}[unreadable from character ${end} of ${text.indexOf(SECRET) + 6}]`);
  });

  test('a message cut behind its credential is shown, redacted, up to its last tag', () => {
    const text = getPolicies(usernameToken()).toString();
    const shown = redactSoap(Buffer.from(`${text.slice(0, text.indexOf('<lastUpdate'))}text<`));
    expect(shown).toContain(`>${REDACTED}</wsse:Password>`);
    expect(shown).toMatch(/<client [^>]*>\[unreadable from character \d+ of \d+\]$/);
  });
});

describe('properties', () => {
  const MESSAGES = [
    getPolicies(usernameToken()),
    requestSecurityToken({ security: binarySecurityToken(SECRET, PKCS10.replace('PKCS10', 'x')) }),
    syncML(alert(2, 1224, 'com.microsoft/MDM/AADUserToken', SECRET), { header: CRED.replace(DIGEST, SECRET) }),
    syncML(result(2, 3, './a/Password', SECRET)),
    Buffer.from(`<d><parm name="AAUTHSECRET" value="${SECRET}"/></d>`),
  ];

  test('cut anywhere, no message shows its secret', () => {
    for (const bytes of MESSAGES) {
      for (let length = 0; length <= bytes.length; length++) {
        expect(redactXml(bytes.subarray(0, length), ENROLLMENT_LIMITS)).not.toContain(SECRET.slice(0, 6));
      }
    }
  });

  test('broken behind its credential, no message shows its secret', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MESSAGES),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        (bytes, at, insert) => {
          const behind = bytes.lastIndexOf(SECRET) + SECRET.length;
          const start = behind + (at % (bytes.length - behind));
          const broken = Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start)]);
          expect(redactXml(broken, ENROLLMENT_LIMITS)).not.toContain(SECRET);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('what it shows twice it shows unchanged: a redacted message holds nothing to redact but marks', () => {
    for (const bytes of MESSAGES) {
      const shown = redactXml(bytes, ENROLLMENT_LIMITS);
      expect(redactXml(Buffer.from(shown), ENROLLMENT_LIMITS)).toBe(shown);
    }
  });

  test('any bytes are answered with text', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof redactSyncML(bytes) === 'string'));
  });
});
