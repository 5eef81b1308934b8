import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokePackage } from '../../src/packages/change-package.ts';
import { makeCsr } from '../../src/simulator/csr.ts';
import {
  type EnrollOptions,
  faultHresult,
  getPolicies,
  requestSecurityToken,
  securityHeader,
} from '../../src/simulator/enroll.ts';
import { request } from '../../src/simulator/http.ts';
import { claimAndKeep, type PackageFiles } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { download, OPERATOR, packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const random = new Random(73);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
let number = 0;
const newPc = (user = 'a@example.test'): Pc => {
  number += 1;
  const pc = makePc(random, { name: `RULE-PC-${number}`, user });
  pc.keys = keys;
  return pc;
};

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const url = (step: string) =>
  `https://mdm.example.test:${server.config.enrollmentDoor.port}/EnrollmentServer/${step}.svc`;
const post = (step: string, body: string) =>
  request('POST', url(step), reach(server), Buffer.from(body), { 'content-type': 'application/soap+xml' });
const secretOf = (pc: Pc): EnrollOptions['credential'] => ({
  kind: 'username',
  upn: pc.kit.upn ?? '',
  secret: pc.kit.secret ?? '',
});
/** A PC whose claim was accepted. */
const claimed = async (): Promise<{ pc: Pc; files: PackageFiles }> => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect((await claimAndKeep(pc, files, reach(server))).decision).toBe('accepted');
  return { pc, files };
};
const ask = (pc: Pc, credential = secretOf(pc)) =>
  post('Policy', getPolicies(url('Policy'), securityHeader(credential)));
/** A RequestSecurityToken, changed as text before it goes out. */
const rst = (pc: Pc, csr: Buffer, change: (message: string) => string = (message) => message) =>
  post(
    'Enrollment',
    change(requestSecurityToken(url('Enrollment'), securityHeader(secretOf(pc)), csr, pc, randomUUID(), {})),
  );
const claimRow = async (pc: Pc) => {
  const { rows } = await server.database.query('select * from claims where id = $1', [pc.kit.claimId]);
  return rows[0];
};
const reasonsOf = async (pc: Pc) => {
  const { rows } = await server.database.query<{ reason_id: string; hresult: string }>(
    "select reason_id, hresult from attempts where pc_name = $1 and outcome = 'refused' order by first_at",
    [pc.hardware.name],
  );
  return rows.map((row) => `${row.reason_id} ${row.hresult}`);
};

test('#14 GetPolicies 50 times changes no claim and no reservation', async () => {
  const { pc, files } = await claimed();
  const state = async () => [
    await claimRow(pc),
    (await server.database.query('select * from package_pcs where package_id = $1', [files.packageId])).rows,
    (await server.database.query('select * from devices where name = $1', [pc.hardware.name])).rows,
    (await server.database.query('select * from roster_rows where package_id = $1', [files.packageId])).rows,
  ];
  const before = await state();
  for (let index = 0; index < 50; index++) expect((await ask(pc)).status).toBe(200);
  expect(await state()).toEqual(before);
  expect((await rst(pc, makeCsr(keys, 'x'))).status).toBe(200);
});

describe('#19 at the door a CSR is fault CertificateRequest when it has', () => {
  const good = makeCsr(keys, 'x');
  const flipped = Buffer.from(good);
  flipped.writeUInt8((flipped.at(-1) ?? 0) ^ 1, flipped.length - 1);
  test.each<[string, Buffer]>([
    ['a broken signature', flipped],
    ['an RSA key of 1024 bits', makeCsr(generateKeyPairSync('rsa', { modulusLength: 1024 }), 'x')],
    ['bytes after it', Buffer.concat([good, Buffer.from([0])])],
    ['no PKCS#10 in it', Buffer.from('not a request')],
    ['the signature of another key', Buffer.concat([good.subarray(0, -256), Buffer.alloc(256, 7)])],
  ])('%s', async (_, csr) => {
    const { pc } = await claimed();
    const before = await claimRow(pc);
    const answer = await rst(pc, csr);
    expect([answer.status, faultHresult(answer).hresult]).toEqual([500, '0x80180004']);
    expect(await claimRow(pc)).toEqual(before);
    expect(await reasonsOf(pc)).toEqual(['CSR_REFUSED 0x80180004']);
  });
});

test('#20 ContextItems in another order and case, with a repeated MAC, an unknown name and no HWDevID are accepted and kept', async () => {
  const { pc } = await claimed();
  const answer = await rst(pc, makeCsr(keys, 'x'), (message) => {
    const items = message.match(/<ac:ContextItem[\s\S]*?<\/ac:ContextItem>/g) ?? [];
    const kept = items
      .filter((item) => !item.includes('"HWDevID"'))
      .map((item) => item.replace('"OSVersion"', '"osversion"'));
    const mac = kept.find((item) => item.includes('"MAC"')) ?? '';
    const unknown = '<ac:ContextItem Name="SomethingNew"><ac:Value>1</ac:Value></ac:ContextItem>';
    return message.replace(items.join(''), [unknown, ...kept.reverse(), mac].join(''));
  });
  expect(answer.status).toBe(200);
  const { rows } = await server.database.query<{ context: Record<string, unknown> }>(
    'select e.context from enrollments e join claims c on c.id = e.claim_id where c.id = $1',
    [pc.kit.claimId],
  );
  expect(rows[0]?.context).toMatchObject({
    osVersion: pc.hardware.build,
    macs: expect.arrayContaining(pc.hardware.macs.map((text) => text.replaceAll('-', '').toUpperCase())),
    other: [{ name: 'SomethingNew', value: '1' }],
  });
  expect(rows[0]?.context['hwDevId']).toBeUndefined();
});

test('#18 #23 #24 a CN that no PrintableString may hold is accepted; the certificate has its key, our own subject, and a chain to the root sent', async () => {
  const { pc } = await claimed();
  const answer = await rst(pc, makeCsr(keys, '髙橋; CN=administrator'));
  const token = /BinarySecurityToken[^>]*>([^<]+)</.exec(answer.body.toString())?.[1] ?? '';
  const document = Buffer.from(token, 'base64').toString();
  const stored = [...document.matchAll(/type="([0-9A-F]{40})"><parm name="EncodedCertificate" value="([^"]+)"/g)].map(
    ([, thumbprint, value = '']) => ({ thumbprint, certificate: new X509Certificate(Buffer.from(value, 'base64')) }),
  );
  for (const { thumbprint, certificate } of stored)
    expect(certificate.fingerprint.replaceAll(':', '')).toBe(thumbprint);
  const certificates = stored.map((entry) => entry.certificate);
  const leaf = certificates.find((certificate) => !certificate.ca);
  const root = certificates.find((certificate) => certificate.subject === certificate.issuer);
  const issuing = certificates.find((certificate) => certificate.ca && certificate !== root);
  if (leaf === undefined || issuing === undefined || root === undefined) throw new Error('no chain');
  expect([leaf.verify(issuing.publicKey), issuing.verify(root.publicKey), root.verify(root.publicKey)]).toEqual([
    true,
    true,
    true,
  ]);
  expect(leaf.publicKey.equals(keys.publicKey)).toBe(true);
  const { rows } = await server.database.query<{ device_id: string }>('select device_id from claims where id = $1', [
    pc.kit.claimId,
  ]);
  expect(leaf.subject).toBe(`CN=${rows[0]?.device_id}`);
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']); // clientAuth alone
  expect(Date.now() - leaf.validFromDate.getTime()).toBeGreaterThanOrEqual(5 * 60_000);
  const days = (leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / 86_400_000;
  expect(days).toBe(server.server.settings.current()['certificate.validityDays']);
});

test('#25 every PC gets account secrets and nonces of its own, for both directions', async () => {
  const seen: string[] = [];
  for (let index = 0; index < 5; index++) {
    const { pc } = await claimed();
    const answer = await rst(pc, makeCsr(keys, 'x'));
    const token = /BinarySecurityToken[^>]*>([^<]+)</.exec(answer.body.toString())?.[1] ?? '';
    const document = Buffer.from(token, 'base64').toString();
    const values = [...document.matchAll(/name="(?:AAUTHSECRET|AAUTHDATA)" value="([^"]+)"/g)].map(
      (found) => found[1] ?? '',
    );
    expect(values).toHaveLength(4);
    seen.push(...values);
  }
  expect(new Set(seen).size).toBe(20);
});

describe('#29 each fault at the door, as the HRESULT that Windows makes of it', () => {
  test('claim expired, revoked by its package, replaced by a newer claim: Authorization', async () => {
    const expired = (await claimed()).pc;
    await server.database.query("update claims set expires_at = now() - interval '1 minute' where id = $1", [
      expired.kit.claimId,
    ]);
    const revoked = await claimed();
    await revokePackage(server.server.packages, revoked.files.packageId, OPERATOR, 'test');
    const replaced = await claimed();
    const former = secretOf(replaced.pc);
    await claimAndKeep(replaced.pc, replaced.files, reach(server));
    for (const [pc, credential, reason] of [
      [expired, secretOf(expired), 'CLAIM_EXPIRED'],
      [revoked.pc, secretOf(revoked.pc), 'CLAIM_REVOKED'],
      [replaced.pc, former, 'CLAIM_REPLACED'],
    ] as const) {
      expect([reason, faultHresult(await ask(pc, credential)).hresult]).toEqual([reason, '0x80180003']);
      const { rows } = await server.database.query(
        "select 1 from attempts where step = 'policy' and reason_id = $1 and user_name in ('', $2)",
        [reason, pc.user],
      );
      expect([reason, rows.length > 0]).toEqual([reason, true]);
    }
    expect((await ask(replaced.pc)).status).toBe(200);
  });

  test('a PIN that "replace" revoked ends its claims: Authorization; the one of the new copy goes on', async () => {
    const { pc, files } = await claimed();
    await download(server, files.packageId, true);
    expect(faultHresult(await ask(pc)).hresult).toBe('0x80180003');
  });

  test('a wrong secret: Authentication; none at all: InvalidSecurity; maintenance: InMaintenance; off: NotSupported', async () => {
    const { pc } = await claimed();
    expect(
      faultHresult(await ask(pc, { ...secretOf(pc), secret: 'WR2NGSECRET9' } as EnrollOptions['credential'])).hresult,
    ).toBe('0x80180002');
    expect(faultHresult(await post('Policy', getPolicies(url('Policy'), ''))).hresult).toBe('0x80180007');
    await server.set('enrollment.maintenance', true);
    expect(faultHresult(await ask(pc)).hresult).toBe('0x80180017');
    expect(faultHresult(await rst(pc, makeCsr(keys, 'x'))).hresult).toBe('0x80180017');
    await server.set('enrollment.maintenance', false);
    await server.set('enrollment.pinEnabled', false);
    expect(faultHresult(await ask(pc)).hresult).toBe('0x80180015');
    await server.set('enrollment.pinEnabled', true);
    expect((await ask(pc)).status).toBe(200);
  });

  test('a renewal here: NotEligibleToRenew; an unknown request type: MessageFormat', async () => {
    const { pc } = await claimed();
    const csr = makeCsr(keys, 'x');
    const typed = (type: string) => (message: string) =>
      message.replace('ws-trust/200512/Issue', `ws-trust/200512/${type}`);
    expect(faultHresult(await rst(pc, csr, typed('Renew'))).hresult).toBe('0x80180016');
    expect(faultHresult(await rst(pc, csr, typed('Dance'))).hresult).toBe('0x80180001');
  });

  test('what the database cannot do: EnrollmentServer, so that Windows tries again, and it can then', async () => {
    const { pc } = await claimed();
    await server.database.query('alter table claims rename to claims_away');
    try {
      expect(faultHresult(await ask(pc)).hresult).toBe('0x80180005');
      expect(faultHresult(await rst(pc, makeCsr(keys, 'x'))).hresult).toBe('0x80180005');
    } finally {
      await server.database.query('alter table claims_away rename to claims');
    }
    expect((await rst(pc, makeCsr(keys, 'x'))).status).toBe(200);
  });
});
