import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';

const ROOT = path.resolve(import.meta.dirname, '../..');
const VENDOR = 'This device is enrolled to an unexpected vendor, it will be set in co-existence mode\n';
const HEALTHY =
  '             AzureAdJoined : YES\n          EnterpriseJoined : NO\n              DomainJoined : YES\n               Device Name : PC-01.corp.example.test\n';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-diagnose-'));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

async function baton(args: readonly string[], input?: Buffer | string): Promise<Run> {
  const child = spawn(process.execPath, [path.join(ROOT, 'bin/baton'), ...args], {
    cwd: folder,
    env: { ...process.env, LANG: 'C', LC_ALL: '', LC_MESSAGES: '' },
  });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    error += chunk;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const [code] = await once(child, 'close');
  return { code, out, error };
}

async function json(args: readonly string[], input?: Buffer | string) {
  const run = await baton(['diagnose', '--json', ...args], input);
  return { ...run, report: JSON.parse(run.out) };
}

function write(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  return name;
}

async function zip(members: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(members)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  const parts: Buffer[] = [];
  for await (const chunk of archive.outputStream) parts.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(parts);
}

/** The same archive with every place of a text replaced by one of the same length: names and flags that a good writer refuses to write. */
function patched(archive: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(archive);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.write(to, at);
  return copy;
}

function encrypted(archive: Buffer): Buffer {
  const copy = Buffer.from(archive);
  for (const [signature, flags] of [
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ] as const)
    for (let at = copy.indexOf(signature, 0, 'latin1'); at >= 0; at = copy.indexOf(signature, at + 1, 'latin1'))
      copy.writeUInt16LE(copy.readUInt16LE(at + flags) | 1, at + flags);
  return copy;
}

const problemsOf = (report: { files: { file: string; problems: { id: string }[] }[] }): Record<string, string[]> =>
  Object.fromEntries(report.files.map(({ file, problems }) => [file, problems.map(({ id }) => id)]));

describe('baton diagnose: what it is given', () => {
  test('a file, standard input, a folder and a zip of it say the same', async () => {
    const file = write('one/CoManagementHandler.log', VENDOR);
    const archive = write('one.zip', await zip({ 'CCM/Logs/CoManagementHandler.log': VENDOR }));
    for (const [args, input] of [
      [[file]],
      [['-'], VENDOR],
      [['one']],
      [[archive]],
      [['-'], await zip({ 'a.log': VENDOR })],
    ] as const) {
      const { code, report } = await json(args, input);
      expect([report.verdict.id, report.state.id, code]).toEqual(['COEXIST_THIRD_PARTY_MDM', 'STATE_COEXISTENCE', 1]);
    }
  });

  test('the intention changes the verdict and the exit code', async () => {
    const file = write('dsreg-domain.txt', ' AzureAdJoined : NO\n EnterpriseJoined : NO\n DomainJoined : YES\n');
    expect((await json([file])).code).toBe(2);
    expect((await json(['--target', 'baton', file])).code).toBe(0);
  });

  test('text in the language asked for, and an HTML report beside it', async () => {
    const file = write('a/CoManagementHandler.log', VENDOR);
    const { out } = await baton(['diagnose', '--language', 'ja', '--html', 'report.html', file]);
    expect(out).toContain('判定: [警告]');
    expect(fs.readFileSync(path.join(folder, 'report.html'), 'utf8')).toContain('COEXIST_THIRD_PARTY_MDM');
  });

  test('--redact leaves no name of the PC, its people or its domain', async () => {
    const { out } = await baton(['diagnose', '--json', '--redact', write('PC-01/dsreg.txt', HEALTHY)]);
    expect(out).not.toMatch(/PC-01\.corp|corp\.example/);
    const hidden = await baton(['diagnose', '--json', '--redact', path.join(folder, 'PC-01')]);
    expect(hidden.out).not.toContain(folder);
  });

  test('a wrong command line is said and gives no verdict', async () => {
    expect(await baton(['diagnose'])).toMatchObject({ code: 3, out: '' });
    expect(await baton(['diagnose', '--target', 'nowhere', 'x'])).toMatchObject({ code: 3, out: '' });
    expect((await baton(['diagnose', '--help'])).code).toBe(0);
  });
});

describe('baton diagnose: bad input is said, and never a verdict from nothing', () => {
  test('empty, binary, and a path that is not there: exit code 3', async () => {
    for (const content of ['', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'hello\n']) {
      const { code, report } = await json([write('bad', content)]);
      expect([code, report.verdict.id, report.findings]).toEqual([3, 'STATE_UNKNOWN', []]);
    }
    const { code, report } = await json(['nowhere.log']);
    expect([code, problemsOf(report)]).toEqual([3, { 'nowhere.log': ['not-read'] }]);
  });

  test('an encrypted member is said and the others are read', async () => {
    const { report, code } = await json([write('enc.zip', encrypted(await zip({ 'a.log': VENDOR })))]);
    expect([code, problemsOf(report)]).toEqual([3, { 'enc.zip/a.log': ['encrypted'] }]);
  });

  test('a member whose name points outside is not followed, the others are read', async () => {
    const archive = patched(await zip({ 'xx/evil.log': 'x', 'b.log': VENDOR }), 'xx/evil.log', '../evil.log');
    const { report } = await json([write('path.zip', archive)]);
    expect(problemsOf(report)['path.zip/../evil.log']).toEqual(['path-refused']);
    expect(report.verdict.id).toBe('COEXIST_THIRD_PARTY_MDM');
    expect(fs.existsSync(path.join(folder, '..', 'evil.log'))).toBe(false);
  });

  test('a bomb, an archive inside an archive and a broken archive are not unpacked', async () => {
    const bomb = await zip({ 'bomb.log': Buffer.alloc(16 * 1024 ** 2) });
    expect(problemsOf((await json([write('bomb.zip', bomb)])).report)).toEqual({ 'bomb.zip/bomb.log': ['bomb'] });
    const nested = await json([write('nested.zip', await zip({ 'in.zip': await zip({ 'a.log': VENDOR }) }))]);
    expect(nested.code).toBe(3);
    expect(problemsOf(nested.report)['nested.zip/in.zip']).toContain('not-read');
    const broken = await json([write('broken.zip', (await zip({ 'a.log': VENDOR })).subarray(0, 60))]);
    expect([broken.code, problemsOf(broken.report)]).toEqual([3, { 'broken.zip': ['broken-archive'] }]);
  });

  test('two PCs in one bundle are said and not mixed', async () => {
    const other = HEALTHY.replace('PC-01', 'PC-02').replace('AzureAdJoined : YES', 'AzureAdJoined : NO');
    const { code, report } = await json([
      write('two.zip', await zip({ 'a/dsreg.txt': HEALTHY, 'b/dsreg.txt': other })),
    ]);
    expect(report.verdict.id).toBe('INPUT_SEVERAL_PCS');
    expect(report.pcs.map(({ pc, verdict }: { pc: string; verdict: { id: string } }) => [pc, verdict.id])).toEqual([
      ['PC-01', 'STATE_JOIN_OK_HYBRID'],
      ['PC-02', 'JOIN_DOMAIN_ONLY'],
    ]);
    expect(code).toBe(2);
  });

  test('a line of 32 MiB is cut and said, and what follows it is read', async () => {
    const file = write('long.log', Buffer.concat([Buffer.alloc(32 * 1024 ** 2, 'a'), Buffer.from(`\n${VENDOR}`)]));
    const { report } = await json([file]);
    expect(report.verdict.id).toBe('COEXIST_THIRD_PARTY_MDM');
    expect(problemsOf(report)['long.log']).toContain('long-line');
  });

  test('UTF-16 and CP932 are read, a clock from 1970 is said', async () => {
    const utf16 = await json([write('u16.txt', Buffer.from(`\ufeff${HEALTHY}`, 'utf16le'))]);
    expect(utf16.report.verdict.id).toBe('STATE_JOIN_OK_HYBRID');
    const cp932 = Buffer.concat([Buffer.from(HEALTHY), Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x0a])]);
    expect((await json([write('sjis.txt', cp932)])).report.verdict.id).toBe('STATE_JOIN_OK_HYBRID');
    const old = `<![LOG[${VENDOR.trim()}]LOG]!><time="00:00:01.000-540" date="01-01-1970" component="CoManagementHandler" context="" type="1" thread="1" file="x.cpp:1">\n`;
    const clock = await json([write('clock.log', old)]);
    expect(problemsOf(clock.report)['clock.log']).toContain('clock');
  });

  test('a link inside a folder is not followed', async () => {
    write('links/a.log', VENDOR);
    fs.symlinkSync('/etc', path.join(folder, 'links/etc'));
    expect(problemsOf((await json(['links'])).report)[path.join('links', 'etc')]).toEqual(['path-refused']);
  });
});

describe('baton rules', () => {
  test('test: every sample as expected, and the findings that no sample covers are named', async () => {
    const { code, out } = await baton(['rules', 'test']);
    expect(out).toMatch(/^(\d+) of \1 samples as expected$/m);
    expect(out).toMatch(/findings covered by a sample; not covered:/);
    expect(code).toBe(0);
  });

  test('list: every finding', async () => {
    const { out } = await baton(['rules', 'list']);
    expect(out.trim().split('\n').length).toBeGreaterThan(140);
  });
});
