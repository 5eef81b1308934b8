import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KitDoor, startKitDoor } from '../../package-kit/testing/kit-door.ts';
import { DoubledPc } from '../../package-kit/testing/pc.ts';
import { PowerShellHost, pwsh } from '../../package-kit/testing/pwsh.ts';

describe.skipIf(!pwsh)('#62 what other users of a PC can read of a process', () => {
  let host: PowerShellHost;
  let door: KitDoor;
  let pc: DoubledPc;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());
  beforeEach(async () => {
    door = await startKitDoor();
    pc = await DoubledPc.start(host, door);
  });
  afterEach(async () => {
    pc.stop();
    await door.stop();
  });

  /** Arguments of every process that setup.ps1 started. */
  const started = () => [pc.pc['icdRuns'], pc.pc['relaunched']].flat().map(String).join('\n');
  const expectNoSecret = () => {
    const claims = door.claims().flatMap((claim) => [claim.secret, claim.token]);
    for (const secret of [door.pin, door.shared.secret, ...claims]) expect(started()).not.toContain(secret);
  };

  test('ICD.exe is given paths, never PIN, secret or token', async () => {
    await pc.copy();
    expect(await pc.run()).toMatchObject({ code: 0 });
    expect(started()).toContain('/CustomizationXML');
    expectNoSecret();
  });

  test('nor is the 64-bit PowerShell that a 32-bit carrier is exchanged for', async () => {
    await pc.copy();
    Object.assign(pc.pc, { bits: { process: 32, system: 64 } });
    await pc.run();
    expect(started()).toContain('-Action Enroll');
    expectNoSecret();
  });
});
