import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePc, type Pc } from '../src/simulator/pc.ts';
import { Random } from '../src/simulator/random.ts';
import type { TestServer } from '../test/support/server.ts';
import { DoubledPc, type RunOptions, type RunResult } from './testing/pc.ts';
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
    const made = await realPackage(server, [pc], pc, sharedSecret);
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
    const made = await realPackage(server, [pc], pc, sharedSecret);
    await onPc(pc, made, async (doubled, carrier) => {
      Object.assign(doubled.pc, { silent: true });
      expect(await doubled.run({ here: carrier })).toMatchObject({ code: 10 });
      const [kept] = doubled.pc['ppkgs'] as { upn: string; secret: string }[];
      const thief = await realPackage(server, [other], other, sharedSecret);
      const stolen = { upn: kept?.upn ?? '', secret: kept?.secret ?? '', name: '', macs: [], hwDevId: '' };
      expect(await thief.door.enrollAsWindows(stolen)).toMatchObject({
        hresult: expect.stringMatching(/^0x8018000[23]$/),
      });
    });
  });

  test("the shared ppkg opens nothing without this PC's own claim; with it, it enrolls", async () => {
    const pc = newPc();
    const made = await realPackage(server, [pc], pc, sharedSecret);
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
    const made = await realPackage(server, [newPc()], pc, sharedSecret);
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
    const made = await realPackage(server, [pc], pc, sharedSecret);
    await onPc(pc, made, async (doubled, carrier) => {
      Object.assign(doubled.pc, { services: ['CBA8', 'dmwappushservice'] });
      expect(await doubled.run({ here: carrier })).toMatchObject({ code: 21 });
    });
    expect(await rowsOf(pc)).toEqual([{ stage: 'script-ran', reason_id: 'PLATFORM_MISMATCH' }]);
  });

  test('PIN enrollment off is "later": copies stay until it is on', async () => {
    const pc = newPc();
    const made = await realPackage(server, [pc], pc, sharedSecret);
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

  test('killed at every step: the next run ends right, secrets are gone, one certificate lives', async () => {
    const once = async (options: RunOptions): Promise<RunResult> => {
      const pc = newPc();
      const made = await realPackage(server, [pc], pc, sharedSecret);
      let first: RunResult | undefined;
      await onPc(pc, made, async (doubled, carrier) => {
        first = await doubled.run({ here: carrier, ...options });
        let end = first;
        for (let again = 0; again < 4 && end.code !== 0; again++) {
          doubled.pass(again === 0 ? 120 : 3600);
          end = await doubled.run({ here: carrier });
        }
        expect([options.kill, end.code]).toEqual([options.kill, 0]);
        expectNoSecrets(doubled, made);
      });
      expect([options.kill, await livingCertificates(pc)]).toEqual([options.kill, 1]);
      if (first === undefined) throw new Error('it did not run');
      return first;
    };
    const { calls } = await once({});
    for (const [index, call] of calls.entries())
      if (!/^(Get|Test|Read|Find)-/.test(call)) await once({ kill: index + 1, when: 'after' });
  }, 600_000);
});
