import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KitDoor, startKitDoor } from './testing/kit-door.ts';
import { DoubledPc } from './testing/pc.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const SUZUKI = 'S-1-5-21-1-2-3-1104';
const SATO = 'S-1-5-21-1-2-3-1207';

describe('scripts that EPM runs', () => {
  test('what decides whether setup.ps1 may run is the same bytes in each of them', () => {
    const regions = ['epm-system.ps1', 'epm-step2-system.ps1', 'epm-user.ps1'].map((name) => {
      const text = readFileSync(path.join(kitFolder, name), 'utf8');
      return text.slice(text.indexOf('#region carrier'), text.indexOf('#endregion carrier'));
    });
    expect(regions[0]?.length).toBeGreaterThan(4000);
    expect(new Set(regions).size).toBe(1);
  });

  test('none of them turns UAC off, restarts, or looks into what a user wrote', () => {
    for (const name of ['epm-system.ps1', 'epm-step2-system.ps1', 'epm-user.ps1', 'epm-step1-user.ps1', 'setup.ps1']) {
      const text = readFileSync(path.join(kitFolder, name), 'utf8');
      expect(text).not.toMatch(/EnableLUA|ConsentPromptBehavior|Restart-Computer|shutdown/i);
    }
  });
});

describe.skipIf(!pwsh)('carriers', () => {
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

  const cache = () => path.join(pc.folder, 'cache');
  /** The carrier's own cache on the PC, with the package in it as EPM or ConfigMgr puts it there. */
  const deliverToCache = (options: Parameters<DoubledPc['deliver']>[0] = {}, to = 'cache/core01/ldlogon/Baton') => {
    pc.pc['caches'] = [cache()];
    return pc.deliver({ package: { platform: 'configmgr' }, ...options, to });
  };
  const pinPlaces = () => pc.filesWith(door.pin, pc.folder).sort();
  const identities = () => door.claimBodies().map((body) => body['identity']);
  const stages = () => door.stages().map((stage) => [stage['stage'], stage['reason']].filter(Boolean).join(' '));

  describe('secrets in the caches of carriers', () => {
    test('go with the other copies once the claim is accepted, the shared ppkg once the PC is enrolled', async () => {
      const from = deliverToCache({ shared: true });
      await pc.run({ action: 'Copy', from });
      expect(pinPlaces()).toHaveLength(2);
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(pinPlaces()).toEqual([]);
      expect(pc.filesWith(door.shared.secret, pc.folder)).toEqual([]);
      expect(existsSync(path.join(from, 'setup.ps1'))).toBe(true);
    });

    test('stay while Baton says "later", and go 7 days after the expiry in package.json', async () => {
      const from = deliverToCache();
      door.answerClaims({
        decision: 'later',
        reason: 'PACKAGE_PAUSED',
        retryAfterSeconds: 600,
        message: { ja: '', en: '' },
      });
      await pc.run({ action: 'Copy', from });
      expect(await pc.run()).toMatchObject({ code: 11 });
      expect(pinPlaces()).toHaveLength(2);
      pc.pass(8 * 86_400 + 600);
      await pc.run({ action: 'Retry' });
      expect(pinPlaces()).toEqual([]);
    });

    test('go when Baton refuses for good', async () => {
      const from = deliverToCache({ shared: true });
      await pc.run({ action: 'Copy', from });
      door.answerClaims({ decision: 'refused', reason: 'ROW_TAKEN', message: { ja: '', en: '' } });
      expect(await pc.run()).toMatchObject({ code: 20 });
      expect([pinPlaces(), pc.filesWith(door.shared.secret, pc.folder)]).toEqual([[], []]);
    });

    test('copies of another package, and files that are no PIN, are left alone', async () => {
      const other = deliverToCache({ package: { packageId: '00000000-0000-4000-8000-000000000001' } }, 'cache/1');
      const from = deliverToCache({}, 'cache/2');
      const lookalike = deliverToCache({}, 'cache/3');
      writeFileSync(path.join(lookalike, 'pin.txt'), 'the PIN of the car park is 4711\n');
      await pc.run({ action: 'Copy', from });
      await pc.run();
      expect(pinPlaces()).toEqual(['cache/1/pin.txt']);
      expect(existsSync(path.join(other, 'pin.txt'))).toBe(true);
      expect(existsSync(path.join(lookalike, 'pin.txt'))).toBe(true);
    });

    test('links in a cache are not followed, and a link in the place of pin.txt is not deleted through', async () => {
      const from = deliverToCache();
      const outside = pc.deliver({ to: 'outside' });
      symlinkSync(outside, path.join(cache(), 'link'));
      const planted = deliverToCache({ pin: null }, 'cache/planted');
      symlinkSync(path.join(outside, 'pin.txt'), path.join(planted, 'pin.txt'));
      await pc.run({ action: 'Copy', from });
      await pc.run();
      expect(existsSync(path.join(outside, 'pin.txt'))).toBe(true);
    });

    test('package.json may name other folders instead (carrierCaches), or none', async () => {
      pc.deliver({ to: 'elsewhere/x' });
      deliverToCache({ package: { carrierCaches: [] } });
      await pc.run({ action: 'Copy', from: path.join(cache(), 'core01/ldlogon/Baton') });
      await pc.run();
      expect(pinPlaces()).toEqual(['cache/core01/ldlogon/Baton/pin.txt', 'elsewhere/x/pin.txt']);
    });

    test.each([[['relative']], [['C:\\a', 1]], ['C:\\a'], [[`C:\\${'a'.repeat(300)}`]]])(
      'carrierCaches %j cannot be read',
      async (carrierCaches) => {
        expect(await pc.run({ action: 'Copy', from: pc.deliver({ package: { carrierCaches } }) })).toMatchObject({
          code: 30,
        });
      },
    );

    test('a cache that is damaged stops nothing', async () => {
      const from = deliverToCache();
      const damaged = path.join(cache(), 'damaged');
      mkdirSync(damaged);
      writeFileSync(path.join(damaged, 'package.json'), '{');
      mkdirSync(path.join(cache(), 'folder/pin.txt'), { recursive: true });
      writeFileSync(path.join(cache(), 'folder/package.json'), readFileSync(path.join(from, 'package.json')));
      await pc.run({ action: 'Copy', from });
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(pinPlaces()).toEqual([]);
    });

    test('copied again to a PC that is enrolled, the PIN goes at once', async () => {
      await pc.run({ action: 'Copy', from: deliverToCache() });
      await pc.run();
      const again = await pc.run({ action: 'Copy', from: deliverToCache() });
      expect(again).toMatchObject({ code: 0 });
      expect(pinPlaces()).toEqual([]);
      expect(stages().filter((stage) => stage === 'files-copied')).toHaveLength(2);
      expect(pc.pc['task']).toBeNull();
    });
  });

  describe('the copy step', () => {
    test('says "files copied" as soon as Baton can be reached, by the task', async () => {
      pc.pc['network'] = 'unreachable';
      expect(await pc.run({ action: 'Copy', from: deliverToCache() })).toMatchObject({ code: 0 });
      expect(stages()).toEqual([]);
      expect(new Date((pc.pc['task'] as { at: string }).at).getTime() - pc.now()).toBe(900_000);
      pc.pass(900);
      await pc.run({ action: 'Retry' });
      expect(stages()).toEqual([]);
      pc.pc['network'] = 'up';
      pc.pass(3600);
      await pc.run({ action: 'Retry' });
      expect(stages()).toEqual(['files-copied']);
      const due = new Date((pc.pc['task'] as { at: string }).at).getTime();
      expect(due - pc.now()).toBeGreaterThan(7 * 86_400_000);
    });

    test('reports SIGNED_SCRIPTS_ONLY, where the copied script could not be started by the task', async () => {
      pc.pc['policies'] = ['AllSigned', 'Undefined'];
      expect(await pc.run({ action: 'Copy', from: deliverToCache() })).toMatchObject({ code: 21 });
      expect(stages()).toEqual(['files-copied SIGNED_SCRIPTS_ONLY']);
      expect(existsSync(pc.packageFile('pin.txt'))).toBe(true);
      pc.pc['signed'] = true;
      expect(await pc.run({ action: 'Copy', from: deliverToCache() })).toMatchObject({ code: 0 });
    });

    test.each<[string, (folder: string) => [string, Record<string, unknown>]]>([
      [
        'a file of the package that users may write',
        (from) => [path.join(from, 'setup.ps1'), { writers: ['S-1-5-32-545'] }],
      ],
      ['a file of the package that a user owns', (from) => [path.join(from, 'package.json'), { owner: SUZUKI }]],
      ['its folder, where users may write', (from) => [from, { writers: ['S-1-5-11'] }]],
      [
        'a folder above it, where users may put another in its place',
        (from) => [path.dirname(from), { replacers: ['S-1-1-0'] }],
      ],
      ['a link on the way', (from) => [path.dirname(from), { reparse: true }]],
    ])('SYSTEM copies nothing from a place that others can change: %s', async (_name, security) => {
      const from = deliverToCache();
      const [where, who] = security(from);
      pc.pc['security'] = { [where]: { owner: 'S-1-5-32-544', writers: [], replacers: [], reparse: false, ...who } };
      expect(await pc.run({ action: 'Copy', from })).toMatchObject({ code: 32 });
      expect(existsSync(pc.packageFile('setup.ps1'))).toBe(false);
      expect(await pc.run({ action: 'Enroll', here: from })).toMatchObject({ code: 32 });
      // whoever starts it by hand has chosen the folder
      pc.pc['callerSid'] = SUZUKI;
      expect(await pc.run({ action: 'Copy', from })).toMatchObject({ code: 0 });
    });
  });

  describe('EPM, case 1: LocalSystem', () => {
    test('the PC claims as devicename@addomain, though somebody is signed in, also when the task tries again', async () => {
      const here = deliverToCache();
      door.answerClaims({
        decision: 'later',
        reason: 'PACKAGE_PAUSED',
        retryAfterSeconds: 60,
        message: { ja: '', en: '' },
      });
      expect(await pc.run({ carrier: 'epm-system', here })).toMatchObject({ code: 11 });
      pc.pass(1800);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 11 });
      const pcItself = { kind: 'computer', name: 'TKY-PC-0412@corp.example.test' };
      expect(identities()).toEqual([pcItself, pcItself]);
      expect(stages()[0]).toBe('files-copied');
    });

    test('where the additional files are not beside it, the package at the fixed path is used', async () => {
      await pc.run({ action: 'Copy', from: deliverToCache() });
      const alone = path.join(pc.folder, 'alone');
      mkdirSync(alone);
      expect(await pc.run({ carrier: 'epm-system', here: alone })).toMatchObject({ code: 0 });
    });

    test('without a package anywhere it says so', async () => {
      expect(await pc.run({ carrier: 'epm-system', here: pc.folder })).toMatchObject({
        code: 30,
        lines: [expect.stringContaining('additional files')],
      });
    });

    test('Constrained Language Mode: says so to Baton and starts nothing', async () => {
      pc.pc['languageMode'] = 'ConstrainedLanguage';
      const here = deliverToCache();
      expect(await pc.run({ carrier: 'epm-system', here })).toMatchObject({
        code: 21,
        lines: [expect.stringContaining('[CONSTRAINED_LANGUAGE]')],
      });
      expect(pc.pc['constrained']).toBe(here);
      expect(door.claimBodies()).toEqual([]);
    });

    test('-WhatIf changes nothing', async () => {
      const here = deliverToCache();
      expect(await pc.run({ carrier: 'epm-system', here, simulate: true })).toMatchObject({ code: 0 });
      expect([existsSync(path.join(pc.programData, 'Baton')), stages()]).toEqual([false, []]);
    });
  });

  describe('EPM, case 2: current user', () => {
    test('with the rights of an administrator in force the user claims by UPN, though another sits at the console', async () => {
      Object.assign(pc.pc, {
        elevated: true,
        callerSid: SATO,
        userSid: SATO,
        upns: { 'CORP\\sato': '佐藤@corp.example.test' },
      });
      expect(await pc.run({ carrier: 'epm-user', here: deliverToCache() })).toMatchObject({ code: 0 });
      expect(identities()).toEqual([{ kind: 'user', name: '佐藤@corp.example.test' }]);
    });

    test('the rights of an administrator run nothing that others could have written either', async () => {
      const here = deliverToCache();
      Object.assign(pc.pc, { elevated: true, callerSid: SUZUKI });
      pc.pc['security'] = { [path.join(here, 'setup.ps1')]: { owner: SUZUKI, writers: [] } };
      expect(await pc.run({ carrier: 'epm-user', here })).toMatchObject({ code: 32 });
    });

    test("a standard user's run stops with the reason where SYSTEM's part is missing", async () => {
      expect(await pc.run({ carrier: 'epm-user', here: deliverToCache() })).toMatchObject({
        code: 31,
        lines: [expect.stringContaining('epm-step2-system.ps1')],
      });
      expect(existsSync(path.join(pc.programData, 'Baton'))).toBe(false);
    });

    test("a standard user's run hands over where SYSTEM copied the package before; the task enrolls for that user", async () => {
      await pc.run({ action: 'Copy', from: deliverToCache() });
      Object.assign(pc.pc, { userSid: SATO });
      (pc.pc['computer'] as Record<string, unknown>)['consoleUser'] = '';
      expect(await pc.run({ carrier: 'epm-user', here: deliverToCache() })).toMatchObject({ code: 10 });
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expect(identities()).toEqual([{ kind: 'user', name: 'CORP\\sato' }]);
      expect(existsSync(path.join(pc.programData, 'Baton.Handover'))).toBe(false);
    });
  });

  describe('EPM, case 3: step 1 as current user, step 2 as LocalSystem', () => {
    const noConsole = () => {
      (pc.pc['computer'] as Record<string, unknown>)['consoleUser'] = '';
    };
    const handover = () => path.join(pc.programData, 'Baton.Handover');

    test('step 1 passes on the identity only; step 2 claims for the owner of the file and deletes the folder', async () => {
      noConsole();
      pc.pc['userSid'] = SATO;
      const here = deliverToCache();
      expect(await pc.run({ carrier: 'epm-step1-user', here })).toMatchObject({ code: 0 });
      expect(pc.filesWith('', handover())).toEqual([SATO]);
      expect(readFileSync(path.join(handover(), SATO), 'utf8')).toBe('');
      expect(existsSync(path.join(pc.programData, 'Baton'))).toBe(false);
      pc.pc['upns'] = { 'CORP\\sato': 'hanako sato@corp.example.test', 'CORP\\suzuki': 'x@corp.example.test' };
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({ code: 0 });
      expect(identities()).toEqual([{ kind: 'user', name: 'hanako sato@corp.example.test' }]);
      expect(existsSync(handover())).toBe(false);
    });

    test('a UPN, a name or another SID written into the file or its name counts for nothing', async () => {
      noConsole();
      pc.pc['sessions'] = [];
      mkdirSync(handover());
      writeFileSync(path.join(handover(), SUZUKI), `${SUZUKI}\nceo@corp.example.test\n{"upn":"ceo@corp.example.test"}`);
      writeFileSync(path.join(handover(), 'ceo@corp.example.test'), SUZUKI);
      writeFileSync(path.join(handover(), SATO), '');
      // who owns them: sato planted one under suzuki's name; the last one a service owns
      pc.pc['owners'] = { [SUZUKI]: SATO, 'ceo@corp.example.test': SATO, [SATO]: 'S-1-5-80-1-2-3-4-5' };
      const here = deliverToCache({ package: { identity: { withoutUser: 'wait' } } });
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({ code: 11 });
      expect(door.claimBodies()).toEqual([]);
      expect(existsSync(handover())).toBe(false);
    });

    test('nobody is guessed: of two who handed over the one at the console, else the owner of the only session, else none', async () => {
      const leave = () => {
        mkdirSync(handover(), { recursive: true });
        for (const sid of [SUZUKI, SATO]) writeFileSync(path.join(handover(), sid), '');
        pc.pc['owners'] = { [SUZUKI]: SUZUKI, [SATO]: SATO };
      };
      const here = deliverToCache({ package: { identity: { withoutUser: 'wait' } } });
      noConsole();
      pc.pc['sessions'] = [SUZUKI, SATO, SATO];
      leave();
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({ code: 11 });
      door.answerClaims({
        decision: 'later',
        reason: 'PACKAGE_PAUSED',
        retryAfterSeconds: 60,
        message: { ja: '', en: '' },
      });
      pc.pc['sessions'] = [SATO, SATO];
      leave();
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({ code: 11 });
      (pc.pc['computer'] as Record<string, unknown>)['consoleUser'] = 'CORP\\suzuki';
      leave();
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({ code: 11 });
      expect(identities()).toEqual([
        { kind: 'user', name: 'CORP\\sato' },
        { kind: 'user', name: 'CORP\\suzuki' },
      ]);
    });

    test('step 2 before step 1: waits, and goes on by the task when the user has handed over', async () => {
      noConsole();
      pc.pc['sessions'] = [];
      const here = deliverToCache({ package: { identity: { withoutUser: 'wait' } } });
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({ code: 11 });
      pc.pc['userSid'] = SATO;
      await pc.run({ carrier: 'epm-step1-user', here });
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expect(identities()).toEqual([{ kind: 'user', name: 'CORP\\sato' }]);
    });

    test('who handed over stays known to the task after the folder is gone', async () => {
      noConsole();
      pc.pc['sessions'] = [];
      pc.pc['userSid'] = SATO;
      const here = deliverToCache();
      await pc.run({ carrier: 'epm-step1-user', here });
      pc.pc['network'] = 'unreachable';
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({ code: 12 });
      pc.pc['network'] = 'up';
      pc.pass(1800);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expect(identities()).toEqual([{ kind: 'user', name: 'CORP\\sato' }]);
    });

    test('step 2 runs no setup.ps1 that a user could have written, deletes nothing and says why', async () => {
      const here = deliverToCache();
      pc.pc['security'] = { [here]: { owner: 'S-1-5-18', writers: ['S-1-5-32-545'] } };
      expect(await pc.run({ carrier: 'epm-step2-system', here })).toMatchObject({
        code: 32,
        lines: [expect.stringContaining(here)],
      });
      expect(existsSync(path.join(pc.programData, 'Baton'))).toBe(false);
    });

    test.each(['S-1-5-18', 'S-1-5-80-1-2-3-4-5', 'S-1-5-32-544', ''])(
      'step 1 as %j, which is no person: 31, nothing is left',
      async (userSid) => {
        pc.pc['userSid'] = userSid;
        expect(await pc.run({ carrier: 'epm-step1-user', here: '' })).toMatchObject({ code: 31 });
        expect(existsSync(handover())).toBe(false);
      },
    );

    test('step 1 that cannot leave anything says why', async () => {
      pc.pc['handoverLocked'] = true;
      expect(await pc.run({ carrier: 'epm-step1-user', here: '' })).toMatchObject({
        code: 40,
        lines: [expect.stringContaining('access denied')],
      });
    });

    test('whatever files lie there, only one named after the person who owns it hands over', async () => {
      const script = `. '${path.join(kitFolder, 'setup.ps1')}' -Action None\n$in = ConvertFrom-Json $InputJson -AsHashtable\nforeach ($case in $in['cases']) { "$(Select-Handover $case['files'] $case['console'])|" }`;
      const sid = fc.constantFrom(SUZUKI, SATO, 'S-1-5-18', 'S-1-5-32-545', 'S-1-12-1-1-2-3-4', 'S-1-5-21-1-2-3', '');
      const file = fc.record({ name: fc.oneof(sid, fc.string({ maxLength: 12 })), owner: sid, reparse: fc.boolean() });
      const cases = fc.sample(fc.record({ files: fc.array(file, { maxLength: 5 }), console: sid }), 400);
      const { output } = await host.run(script, { cases });
      expect(output).toHaveLength(cases.length);
      for (const [index, one] of cases.entries()) {
        const persons = [SUZUKI, SATO, 'S-1-12-1-1-2-3-4'];
        const valid = one.files.filter((f) => !f.reparse && f.name === f.owner && persons.includes(f.owner));
        const expected = valid.some((f) => f.owner === one.console)
          ? one.console
          : valid.length === 1
            ? valid[0]?.owner
            : '';
        expect([one, output[index]]).toEqual([one, `${expected}|`]);
      }
    });
  });

  describe('the domain: start-up script', () => {
    const share = () =>
      pc.deliver({ to: 'share', package: { expiresAt: new Date(pc.now() + 86_400_000).toISOString() } });

    test('brings the package once and leaves enrolling to the task, so that no start waits for it', async () => {
      expect(await pc.run({ action: 'Startup', from: share() })).toMatchObject({ code: 0 });
      expect([stages(), door.claimBodies()]).toEqual([['files-copied'], []]);
      pc.pass(120);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expect(door.claims()).toHaveLength(1);
      expect(pinPlaces()).toEqual(['share/pin.txt']);
    });

    test('at later starts: nothing while it is under way, and nothing of a download that came to its end', async () => {
      const from = share();
      await pc.run({ action: 'Startup', from });
      expect(await pc.run({ action: 'Startup', from })).toMatchObject({ code: 0 });
      pc.pass(120);
      await pc.run({ action: 'Retry' });
      // un-enrolled by an operator: the next start must not undo that
      for (const key of Object.keys(pc.pc.registry)) if (/Enrollments|OMADM/.test(key)) delete pc.pc.registry[key];
      expect(await pc.run({ action: 'Startup', from })).toMatchObject({ code: 0 });
      expect([pc.pc['task'], existsSync(pc.packageFile('pin.txt'))]).toEqual([null, false]);
    });

    test('a refusal for good is not asked again at every start, but a new download is', async () => {
      const from = share();
      door.answerClaims({ decision: 'refused', reason: 'NOT_ON_ROSTER', message: { ja: '', en: '' } });
      await pc.run({ action: 'Startup', from });
      pc.pass(120);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 20 });
      await pc.run({ action: 'Startup', from });
      expect(existsSync(pc.packageFile('pin.txt'))).toBe(false);
      await pc.run({ action: 'Startup', from: share() });
      expect(existsSync(pc.packageFile('pin.txt'))).toBe(true);
    });

    test('a share without a package says so', async () => {
      expect(await pc.run({ action: 'Startup', from: pc.folder })).toMatchObject({ code: 30 });
      expect(await pc.run({ action: 'Startup' })).toMatchObject({ code: 30 });
    });
  });

  describe('in the session of a signed-in user (RegisterDeviceWithManagement)', () => {
    const none = () => Object.assign(pc.pc, { icd: 'absent', register: 'works' });

    test('the last way: where there is neither ICD.exe nor a shared ppkg, with the claim’s secret in a token', async () => {
      none();
      await pc.copy();
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(pc.pc['registered']).toBe(`${door.claims()[0]?.id}@localhost ${door.discoveryUrl}`);
      expect(door.reports()).toMatchObject([{ way: 'register', message: 'enrolled' }]);
      for (const secret of [door.pin, door.claims()[0]?.secret ?? '?']) expect(pc.filesWith(secret)).toEqual([]);
    });

    test('setup.ps1 falls to it where Windows refused the others, and reports each', async () => {
      Object.assign(pc.pc, { icd: 'fails', register: 'works', provisioning: 'throws' });
      await pc.copy({ shared: true });
      expect(await pc.run()).toMatchObject({ code: 0 });
      const reports = door.reports().map((report) => [report['way'], report['hresult']]);
      expect(reports).toEqual([
        ['icd', '0x80004005'],
        ['shared-ppkg', '0x80070005'],
        ['register', undefined],
      ]);
    });

    test('refused (0x80070525: no such user) it is reported, and tried again by the task', async () => {
      Object.assign(pc.pc, { icd: 'absent', register: '0x80070525' });
      await pc.copy();
      expect(await pc.run()).toMatchObject({ code: 22, lines: [expect.stringContaining('0x80070525')] });
      expect(door.reports()).toMatchObject([{ way: 'register', hresult: '0x80070525' }]);
      pc.pc['register'] = 'works';
      pc.pass(1800);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
    });

    test('not where nobody is signed in, and not where package.json leaves it out (ways)', async () => {
      none();
      await pc.copy({ package: { ways: ['icd', 'shared-ppkg'] } });
      expect(await pc.run()).toMatchObject({ code: 23 });
      await pc.copy();
      pc.pc['sessions'] = ['S-1-5-18'];
      (pc.pc['computer'] as Record<string, unknown>)['consoleUser'] = '';
      expect(await pc.run()).toMatchObject({ code: 23 });
      expect(door.claimBodies()).toEqual([]);
    });

    test.each([['icd'], [['icd', 'other']], [[1]], [{}]])('ways %j cannot be read', async (ways) => {
      expect(await pc.copy({ package: { ways } })).toMatchObject({ code: 30 });
    });
  });

  describe('by hand', () => {
    test('a folder that was put on this PC for it alone loses its PIN with the other copies', async () => {
      pc.pc['callerSid'] = SUZUKI;
      expect(await pc.run({ from: pc.deliver({ shared: true }), onePc: true })).toMatchObject({ code: 0 });
      expect([pinPlaces(), pc.filesWith(door.shared.secret, pc.folder)]).toEqual([[], []]);
    });

    test('a stick or a share is left as it is, and the output says so', async () => {
      pc.pc['removable'] = true;
      const end = await pc.run({ from: pc.deliver(), onePc: true });
      expect(end).toMatchObject({ code: 0 });
      expect(end.lines.join('\n')).toContain('削除されません');
      expect(pinPlaces()).toEqual(['carrier/pin.txt']);
    });

    test('without -OnePc a folder that no carrier keeps is left as it is', async () => {
      await pc.run({ here: pc.deliver() });
      expect(pinPlaces()).toEqual(['carrier/pin.txt']);
      rmSync(path.join(pc.folder, 'carrier'), { recursive: true });
    });
  });
});
