import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePc, type Pc } from '../src/simulator/pc.ts';
import { Random } from '../src/simulator/random.ts';
import type { TestServer } from '../test/support/server.ts';
import { CollectedPc } from './testing/collect-pc.ts';
import { DoubledPc, leavesTraces, type RunOptions, type RunResult } from './testing/pc.ts';
import { PowerShellHost, pwsh } from './testing/pwsh.ts';
import { type RealPackage, realPackage, startRealDoors, uploadSharedFile } from './testing/real-doors.ts';

describe.skipIf(!pwsh)("setup.ps1 at Baton's own doors", () => {
  let host: PowerShellHost;
  let server: TestServer;
  let sharedSecret: string;
  let number = 0;
  const random = new Random(5);
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  beforeAll(async () => {
    host = new PowerShellHost(pwsh ?? '');
    server = await startRealDoors();
    sharedSecret = await uploadSharedFile(server);
  });
  afterAll(async () => {
    host.stop();
    await server.stop();
  });

  const newPc = (): Pc => {
    number += 1;
    const pc = makePc(random, { name: `KIT-PC-${number}`, user: null });
    pc.keys = keys;
    return pc;
  };

  /** A doubled PC with the simulated one's hardware, and the unpacked zip in its carrier folder. */
  const onPc = async (
    simulated: Pc,
    made: RealPackage,
    work: (pc: DoubledPc, carrier: string) => Promise<void>,
  ): Promise<void> => {
    const pc = await DoubledPc.start(host, made.door);
    const { hardware } = simulated;
    Object.assign(pc.pc, {
      computerName: hardware.name,
      hwDevId: hardware.hwDevId,
      configMgrId: hardware.clientId.configmgr,
      macs: { permanent: hardware.macs, current: hardware.macs },
      computer: { ...hardware, version: hardware.build.split('.').slice(0, 3).join('.'), consoleUser: '' },
    });
    const carrier = path.join(pc.folder, 'carrier');
    mkdirSync(carrier);
    for (const [name, content] of made.files) writeFileSync(path.join(carrier, name), content);
    try {
      await work(pc, carrier);
    } finally {
      pc.stop();
      simulated.off();
    }
  };

  const rowsOf = async (pc: Pc) => {
    const { rows } = await server.database.query<{ stage: string; reason_id: string | null }>(
      'select stage, reason_id from package_pcs where name = $1',
      [pc.hardware.name],
    );
    return rows;
  };
  const livingCertificates = async (pc: Pc) => {
    const { rows } = await server.database.query<{ n: number }>(
      `select count(*)::int n from certificates where revoked_at is null and device_id in (select device_id from claims where name_key = upper($1))`,
      [pc.hardware.name],
    );
    return rows[0]?.n;
  };
  const expectNoSecrets = (pc: DoubledPc, made: RealPackage) => {
    const built = pc.pc['ppkgs'] as { secret: string }[];
    for (const secret of [made.door.pin, sharedSecret, ...built.map((one) => one.secret)])
      expect(pc.filesWith(secret)).toEqual([]);
  };

  test('the zip as it is downloaded, over TLS to the first session; the secret in Windows’ own copy is dead from then on', async () => {
    const pc = newPc();
    const made = await realPackage(server, [pc], pc, { sharedSecret });
    await onPc(pc, made, async (doubled, carrier) => {
      expect(await doubled.run({ action: 'Copy', from: carrier })).toMatchObject({ code: 0 });
      expect(await doubled.run()).toMatchObject({
        code: 0,
        lines: ['Baton: 登録が完了しました。Baton が初回セッションを確認しました。'],
      });
      expectNoSecrets(doubled, made);
      const [kept] = doubled.pc['ppkgs'] as { upn: string; secret: string }[];
      expect(kept?.secret).toMatch(/^[2-9A-HJ-NP-Z]{12}$/);
      const again = { upn: kept?.upn ?? '', secret: kept?.secret ?? '', name: '', macs: [], hwDevId: '' };
      expect(await made.door.enrollAsWindows(again)).toEqual({ hresult: '0x80180003' });
      expect(await doubled.run()).toMatchObject({
        code: 0,
        lines: ['Baton: この PC はすでに Baton に登録されています。'],
      });
    });
  });

  test('from the first accepted request on, the secret is refused to another HWDevID', async () => {
    const pc = newPc();
    const other = newPc();
    const made = await realPackage(server, [pc], pc, { sharedSecret });
    await onPc(pc, made, async (doubled, carrier) => {
      Object.assign(doubled.pc, { silent: true });
      expect(await doubled.run({ here: carrier })).toMatchObject({ code: 10 });
      const [kept] = doubled.pc['ppkgs'] as { upn: string; secret: string }[];
      const thief = await realPackage(server, [other], other, { sharedSecret });
      const stolen = { upn: kept?.upn ?? '', secret: kept?.secret ?? '', name: '', macs: [], hwDevId: '' };
      expect(await thief.door.enrollAsWindows(stolen)).toMatchObject({
        hresult: expect.stringMatching(/^0x8018000[23]$/),
      });
    });
  });

  test("the shared ppkg opens nothing without this PC's own claim; with it, it enrolls", async () => {
    const pc = newPc();
    const made = await realPackage(server, [pc], pc, { sharedSecret });
    const alone = { ...made.door.shared, name: '', macs: [], hwDevId: '' };
    expect(await made.door.enrollAsWindows(alone)).toEqual({ hresult: '0x80180003' });
    await onPc(pc, made, async (doubled, carrier) => {
      Object.assign(doubled.pc, { icd: 'absent' });
      expect(await doubled.run({ here: carrier })).toMatchObject({ code: 0 });
      expectNoSecrets(doubled, made);
    });
    expect(await made.door.enrollAsWindows(alone)).toEqual({ hresult: '0x80180003' });
  });

  test('not on the roster: refused in Baton’s words, copies gone', async () => {
    const pc = newPc();
    const made = await realPackage(server, [newPc()], pc, { sharedSecret });
    await onPc(pc, made, async (doubled, carrier) => {
      expect(await doubled.run({ here: carrier })).toMatchObject({
        code: 20,
        lines: [expect.stringMatching(/登録対象一覧.*\[NOT_ON_ROSTER\]$/)],
      });
      expectNoSecrets(doubled, made);
    });
  });

  test('a check on the PC that fails is shown with its reason before any claim', async () => {
    const pc = newPc();
    const made = await realPackage(server, [pc], pc, { sharedSecret });
    await onPc(pc, made, async (doubled, carrier) => {
      Object.assign(doubled.pc, { services: ['CBA8', 'dmwappushservice'] });
      expect(await doubled.run({ here: carrier })).toMatchObject({ code: 21 });
    });
    expect(await rowsOf(pc)).toEqual([{ stage: 'script-ran', reason_id: 'PLATFORM_MISMATCH' }]);
  });

  test('PIN enrollment off is "later": copies stay until it is on', async () => {
    const pc = newPc();
    const made = await realPackage(server, [pc], pc, { sharedSecret });
    await server.set('enrollment.pinEnabled', false);
    try {
      await onPc(pc, made, async (doubled, carrier) => {
        expect(await doubled.run({ here: carrier })).toMatchObject({
          code: 11,
          lines: [expect.stringContaining('[PIN_ENROLLMENT_OFF]')],
        });
        expect(doubled.filesWith(made.door.pin)).toHaveLength(1);
        await server.set('enrollment.pinEnabled', true);
        doubled.pass(1800);
        expect(await doubled.run({ action: 'Retry' })).toMatchObject({ code: 0 });
        expectNoSecrets(doubled, made);
      });
    } finally {
      await server.set('enrollment.pinEnabled', true);
    }
  });

  const reportsOf = async (pc: Pc) => {
    const { rows } = await server.database.query<{ detail: { way: string; hresult: string } }>(
      `select e.detail from device_events e join devices d on d.id = e.device_id
       where d.name = $1 and e.kind = 'reported' order by e.at, e.id`,
      [pc.hardware.name],
    );
    return rows.map(({ detail }) => [detail.way, detail.hresult]);
  };
  const enrollmentTypeOf = async (pc: Pc) => {
    const { rows } = await server.database.query<{ type: string }>(
      'select n.enrollment_type as type from enrollments n join devices d on d.id = n.device_id where d.name = $1',
      [pc.hardware.name],
    );
    return rows.map((row) => row.type);
  };

  describe('RegisterDeviceWithManagement (a full enrollment, in the session of who is signed in)', () => {
    test('enrolled by the doors with the claim’s token; its certificate goes to the user’s store and opens the sessions', async () => {
      const pc = newPc();
      pc.user = 'CORP\\suzuki';
      const made = await realPackage(server, [pc], pc, { ways: ['register'] });
      await onPc(pc, made, async (doubled, carrier) => {
        Object.assign(doubled.pc, { register: 'works' });
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 0 });
        expectNoSecrets(doubled, made);
      });
      expect(await enrollmentTypeOf(pc)).toEqual(['Full']);
      expect(await livingCertificates(pc)).toBe(1);
    });

    test('setup.ps1 falls to it when Windows refuses the ppkg, and Baton knows why', async () => {
      const pc = newPc();
      pc.user = 'CORP\\suzuki';
      const made = await realPackage(server, [pc], pc, { sharedSecret });
      await onPc(pc, made, async (doubled, carrier) => {
        Object.assign(doubled.pc, { register: 'works', provisioning: 'throws' });
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 0 });
        expectNoSecrets(doubled, made);
      });
      expect(await reportsOf(pc)).toEqual([
        ['icd', '0x80070005'],
        ['shared-ppkg', '0x80070005'],
      ]);
      expect(await enrollmentTypeOf(pc)).toEqual(['Full']);
    });

    test('refused by Windows itself (0x80070525) it is reported, the next way or the next run enrolls, and one use is taken', async () => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc, { sharedSecret, ways: ['register'] });
      await onPc(pc, made, async (doubled, carrier) => {
        Object.assign(doubled.pc, { register: '0x80070525' });
        expect(await doubled.run({ here: carrier })).toMatchObject({
          code: 22,
          lines: [expect.stringContaining('0x80070525')],
        });
        expect(await reportsOf(pc)).toEqual([['register', '0x80070525']]);
        Object.assign(doubled.pc, { register: 'works' });
        doubled.pass(1800);
        expect(await doubled.run({ action: 'Retry' })).toMatchObject({ code: 0 });
        expectNoSecrets(doubled, made);
      });
      expect(await livingCertificates(pc)).toBe(1);
    });
  });

  describe('a ppkg that Baton wrote (experimental)', () => {
    test('where the package names that way: it comes whole over the wire, Windows enrolls by it, no byte of it stays', async () => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc, { ways: ['baton-ppkg'] });
      await onPc(pc, made, async (doubled, carrier) => {
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 0 });
        expectNoSecrets(doubled, made);
      });
      expect(await livingCertificates(pc)).toBe(1);
    });

    test('refused by Windows: reported with its HRESULT, and the next way enrolls', async () => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc, { ways: ['baton-ppkg', 'register'] });
      await onPc(pc, made, async (doubled, carrier) => {
        Object.assign(doubled.pc, { provisioning: 'throws', register: 'works' });
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 0 });
        expectNoSecrets(doubled, made);
      });
      expect(await reportsOf(pc)).toEqual([['baton-ppkg', '0x80070005']]);
    });

    test('switched off in Baton since the download: the next way, and no report of a failure', async () => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc, { ways: ['baton-ppkg', 'register'] });
      await server.database.query(`update packages set ways = '{register}' where id = $1`, [made.door.packageId]);
      await onPc(pc, made, async (doubled, carrier) => {
        Object.assign(doubled.pc, { register: 'works' });
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 0 });
      });
      expect(await reportsOf(pc)).toEqual([]);
    });
  });

  describe('evidence', () => {
    const proofsOf = async (pc: Pc) => {
      const { rows } = await server.database.query<{ proof: string; device: string | null }>(
        `select e.proof, d.name as device from evidence e left join devices d on d.id = e.device_id where e.name = $1`,
        [pc.hardware.name],
      );
      return rows;
    };
    /** Runs collect.ps1 on the PC on which setup.ps1 ran, as setup.ps1 started it where it did. */
    const collect = async (pc: Pc, doubled: DoubledPc, work: (collected: CollectedPc) => void = () => undefined) => {
      const collected = new CollectedPc(host);
      try {
        cpSync(path.join(doubled.programData, 'Baton'), collected.real('C:\\ProgramData\\Baton'), { recursive: true });
        const [started] = doubled.pc['collected'] as { handed: string }[];
        Object.assign(collected.pc, { computerName: pc.hardware.name, handed: started?.handed ?? '' });
        Object.assign(collected.pc['registry'] as object, doubled.pc.registry);
        work(collected);
        return await collected.run({ Send: true });
      } finally {
        collected.stop();
      }
    };

    test('of a PC in another MDM, whose PIN is gone from its disk: Baton has it by the PIN that was handed over in memory', async () => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc);
      await onPc(pc, made, async (doubled, carrier) => {
        const id = 'AAAAAAAA-0000-4000-8000-000000000001';
        doubled.pc.registry[`SOFTWARE\\Microsoft\\Enrollments\\${id}`] = {
          ProviderID: 'MS DM Server',
          UPN: 'a@b.test',
        };
        doubled.pc.registry[`SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${id}`] = {};
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 21 });
        expect(doubled.filesWith(made.door.pin)).toEqual([]);
        expect(await collect(pc, doubled)).toMatchObject({ code: 0, lines: [expect.stringContaining('by the PIN')] });
      });
      expect(await proofsOf(pc)).toMatchObject([{ proof: 'pin' }]);
    });

    test('of a PC whose enrollment Windows refused: by its claim token', async () => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc);
      await onPc(pc, made, async (doubled, carrier) => {
        Object.assign(doubled.pc, { provisioning: 'throws' });
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 22 });
        expect(await collect(pc, doubled)).toMatchObject({
          code: 0,
          lines: [expect.stringContaining('by its claim token')],
        });
      });
      expect(await proofsOf(pc)).toMatchObject([{ proof: 'claim' }]);
    });

    test.each(['icd', 'register'])('of a PC that %s enrolled: by the certificate of that enrollment', async (way) => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc, { ways: [way] });
      await onPc(pc, made, async (doubled, carrier) => {
        Object.assign(doubled.pc, { register: 'works' });
        expect(await doubled.run({ here: carrier })).toMatchObject({ code: 0 });
        const certificate = pc.account?.certificate ?? '';
        const thumbprint = new X509Certificate(certificate).fingerprint.replaceAll(':', '');
        for (const key of Object.values(doubled.pc.registry))
          if (key['ProviderID'] === 'Baton') key['DMPCertThumbPrint'] = thumbprint;
        const run = await collect(pc, doubled, (collected) => {
          collected.pc['certificates'] = { [thumbprint]: { certificate, key: pc.account?.key ?? '' } };
        });
        expect(run).toMatchObject({ code: 0, lines: [expect.stringContaining('by its device certificate')] });
      });
      expect(await proofsOf(pc)).toEqual([{ proof: 'certificate', device: pc.hardware.name }]);
    });
  });

  test('killed at every step: the next run ends right, secrets are gone, one certificate lives', async () => {
    const once = async (options: RunOptions): Promise<RunResult> => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc, { sharedSecret });
      let first: RunResult | undefined;
      await onPc(pc, made, async (doubled, carrier) => {
        const again = { here: carrier, unlessCode: 0 };
        const later = { ...again, after: 3600 };
        const runs = await doubled.runAll([
          { here: carrier, ...options },
          { ...again, after: 120 },
          later,
          later,
          later,
        ]);
        first = runs[0];
        expect([options.kill, runs.at(-1)?.code]).toEqual([options.kill, 0]);
        expectNoSecrets(doubled, made);
      });
      expect([options.kill, await livingCertificates(pc)]).toEqual([options.kill, 1]);
      if (first === undefined) throw new Error('it did not run');
      return first;
    };
    const { calls } = await once({});
    for (const [index, call] of calls.entries()) if (leavesTraces(call)) await once({ kill: index + 1, when: 'after' });
  }, 600_000);
});
