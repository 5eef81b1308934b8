import fs from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { request } from '../../src/simulator/http.ts';
import { type PackageFiles, runKit } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import { addOperators, baseOf, deviceIdOf, LANGUAGES, openConsole, visit } from './open-console.ts';

const executable = findBrowser();
const EXAMPLE = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../package-kit/cases/evidence-example.json'), 'utf8'),
) as Record<string, unknown>;
const LONG = 11_000;

const record = (text: string, minute: number, type = 1) =>
  `<![LOG[${text}]LOG]!><time="${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00.000-540" date="11-25-2026" component="LocationServices" context="" type="${type}" thread="4088" file="x.cpp:1">`;

/** A log of almost all that an evidence file may hold, with two errors. */
function longLog(): string {
  const lines = Array.from({ length: LONG }, (_, index) => record(`line ${index + 1}`, index % 1_440));
  lines[4_999] = record('Failed to reach the server', 120, 3);
  lines[9_999] = record('Failed again', 240, 3);
  return `${lines.join('\r\n')}\r\n`;
}

/** The example file as this PC would write it, in Latin letters; `log` stands beside its logs. */
function evidenceOf(pc: Pc, log: string | null): Buffer {
  const { logs, proxies, baton, ...rest } = EXAMPLE;
  const { files } = logs as { files: Record<string, unknown>[] };
  const handler = files.filter((file) => String(file['path']).endsWith('CoManagementHandler.log'));
  const long = {
    read: true,
    path: 'C:\\WINDOWS\\CCM\\Logs\\LocationServices.log',
    exists: true,
    size: 1,
    modifiedAt: '2026-11-25T02:41:07Z',
    encoding: 'utf-8',
    offset: 1_024,
    text: log,
  };
  const file = {
    ...rest,
    pc: { ...(EXAMPLE['pc'] as object), name: pc.hardware.name, serial: pc.hardware.serial, uuid: pc.hardware.uuid },
    logs: { read: true, files: [...handler, ...(log === null ? [] : [long])], more: 0 },
  };
  return gzipSync(JSON.stringify(file));
}

describe.skipIf(executable === undefined)('diagnosis in the console', () => {
  let server: TestServer;
  let browser: Browser;
  let known: string;
  let unknown: string;
  let evidence: string;
  let byName: string;
  const url = (place: string) => `${baseOf(server)}${place}`;
  const viewer = () => `/diagnosis/pcs/d%3A${known}/evidence/${evidence}`;
  const log = 'file=C%3A%2FWINDOWS%2FCCM%2FLogs%2FLocationServices.log';

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
    const random = new Random(31);
    const pcs = ['DIAG-PC-01', 'DIAG-PC-02'].map((name) => makePc(random, { name, user: 'ann.smith@example.test' }));
    const files: PackageFiles = await packageForPcs(server, pcs);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    for (const [index, pc] of pcs.entries()) {
      expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
      await runSession(pc, reach(server));
      if (index === 0 && pc.account !== null) {
        const to = `https://mdm.example.test:${server.config.managementDoor.port}/kit/v1/evidence`;
        const { agent } = pc.account;
        const answer = await request('POST', to, { ...reach(server), agent }, evidenceOf(pc, longLog()), headers);
        expect(answer.status).toBe(204);
      }
      pc.off();
    }
    const stranger = makePc(random, { name: 'DIAG-NAME-1', user: 'visitor@example.test' });
    const answer = await request(
      'POST',
      `${files.enrollment}/kit/v1/evidence`,
      reach(server),
      evidenceOf(stranger, null),
      { ...headers, authorization: `Baton-Pin ${files.packageId}:${files.pin}:DIAG-NAME-1` },
    );
    expect(answer.status).toBe(204);
    stranger.off();
    known = await deviceIdOf(server, 'DIAG-PC-01');
    unknown = await deviceIdOf(server, 'DIAG-PC-02');
    byName = `n:${files.packageId}:DIAG-NAME-1`;
    const { rows } = await server.database.query<{ id: string }>('select id from evidence where device_id = $1', [
      known,
    ]);
    evidence = rows[0]?.id ?? '';
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const pages = () => [
    '/diagnosis',
    '/diagnosis?severity=info&foo=bar',
    '/diagnosis/pcs',
    '/diagnosis/pcs?finding=POLICY_MP_UNREACHABLE&q=NOT-THERE-01',
    `/diagnosis/pcs/${encodeURIComponent(byName)}`,
    `/devices/${known}/diagnosis`,
    `/devices/${unknown}/diagnosis`,
    viewer(),
    `${viewer()}?${log}&line=5000`,
    `${viewer()}?view=time&level=error`,
    '/diagnosis/try',
    '/diagnosis/answers',
    '/diagnosis/answers?q=CMG',
    '/diagnosis/answers?id=gateway-is-optional',
  ];

  /** Drops files on the page of files, and waits for the answer. */
  async function diagnose(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    await visit(page, url('/diagnosis/try'));
    await page.locator('input[type=file]').first().setInputFiles(files);
    await page.locator('#seen').waitFor();
  }
  const dropped = (text: string, name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const COEXIST = [
    record('Device is not MDM enrolled yet. All workloads are managed by SCCM.', 1),
    record('This device is enrolled to an unexpected vendor, it will be set in co-existence mode.', 2, 3),
  ]
    .join('\r\n')
    .replaceAll('LocationServices', 'CoManagementHandler');

  async function inspect(page: Page, place: string, language: 'ja' | 'en'): Promise<string[]> {
    const violations = await violationsOf(page);
    const shape = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const words: string[] = [];
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        if (parent?.closest('pre, code, script, style, [role=option], [hidden]') === null)
          words.push(walker.currentNode.textContent ?? '');
      }
      return {
        words: words.join(' '),
        levels: [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName[1])),
      };
    });
    return [
      ...violations,
      ...(shape.words.match(/undefined|\bnull\b|NaN|\[object|\{\{|\{\w+\}|\d{4}-\d\d-\d\dT\d\d|diagnosis:/g) ?? []),
      ...(language === 'en'
        ? (shape.words.replaceAll('日本語', '').match(/.{0,20}[\u3000-\u9fff\uff00-\uffef]+.{0,20}/g) ?? [])
        : []),
      ...(shape.levels.filter((level) => level === 1).length === 1 ? [] : ['not one h1']),
      ...(shape.levels.some((level, index) => level > (shape.levels[index - 1] ?? 0) + 1) ? ['a gap in headings'] : []),
    ].map((what) => `${place}: ${what}`);
  }

  test.each([
    ['ja', 'light', 1440],
    ['en', 'dark', 1024],
  ] as const)(
    '%s, %s, %d wide: axe finds nothing (WCAG 2.2 AA), no key, no foreign word, headings without gaps',
    { timeout: 240_000 },
    async (language, theme, width) => {
      const { context, page, errors } = await openConsole(browser, server, { language, theme, width });
      const found: string[] = [];
      for (const place of pages()) {
        await visit(page, url(place));
        found.push(...(await inspect(page, place, language)));
      }
      await diagnose(page, [dropped(COEXIST, 'CoManagementHandler.log'), dropped('', 'empty.txt')]);
      found.push(...(await inspect(page, 'files dropped', language)));
      expect(found).toEqual([]);
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test('at 320 px nothing but tables and logs scrolls sideways', { timeout: 120_000 }, async () => {
    for (const language of LANGUAGES) {
      const { context, page } = await openConsole(browser, server, { language, width: 320 });
      for (const place of pages()) {
        await visit(page, url(place));
        const wide = await page.evaluate(() => {
          const main = document.querySelector('main');
          return {
            page: document.documentElement.scrollWidth,
            main: main === null ? 0 : main.scrollWidth - main.clientWidth,
          };
        });
        expect([place, wide.page, wide.main]).toEqual([place, 320, 0]);
      }
      await context.close();
    }
  });

  test('the page of a PC begins with the verdict; what proves a cause leads to its line in the evidence', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`/devices/${known}/diagnosis`));
    const card = page.locator('#POLICY_MP_UNREACHABLE');
    await card.getByText('Check DNS, route, firewall and proxy').waitFor();
    const verdict = await page.getByText('The management point can not be reached.').first().boundingBox();
    const first = await card.boundingBox();
    expect(verdict?.y).toBeLessThan(first?.y ?? 0);
    await card.getByRole('link', { name: 'evidence.json' }).first().click();
    const line = page.getByRole('option', { selected: true });
    await line.getByText('https://cm01.corp.example.test/SMS_MP/.sms_aut?MPLIST').waitFor();
    await page.getByText('Findings that this line proves:').waitFor();
    expect(new URL(page.url()).searchParams.get('file')).toBe('parts');
    await context.close();
  });

  test('a line has an address: it opens in the middle of 2 MB, drawn as a few rows, and keys move and find errors', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`${viewer()}?${log}&line=5000`));
    await page.getByRole('option', { selected: true }).getByText('Failed to reach the server').waitFor();
    expect(await page.getByRole('option').count()).toBeLessThan(120);
    const list = page.getByRole('listbox');
    await list.focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/line=5001/);
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForURL(/line=10000/);
    await page.getByRole('option', { selected: true }).getByText('Failed again').waitFor();
    await page.keyboard.press('End');
    await page.waitForURL(new RegExp(`line=${LONG}`));
    await page.keyboard.press('Home');
    await page.waitForURL(/line=1(&|$)/);
    await page.getByRole('searchbox', { name: 'Search lines' }).fill('failed');
    await page.waitForURL(/text=failed/);
    await page
      .getByRole('status')
      .filter({ hasText: /^2 lines$/ })
      .waitFor();
    await context.close();
  });

  test('one time line over logs and events: every line with its file, the oldest first', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`${viewer()}?${log}`));
    await page.getByRole('switch', { name: 'Merge by time' }).click();
    await page.waitForURL(/view=time/);
    const first = page.getByRole('option').first();
    await first.getByText('Device Credential (0x0), Succeeded').waitFor();
    await first.getByText('DeviceManagement-Enterprise-Diagnostics-Provider/Admin').waitFor();
    await context.close();
  });

  test('a PC without evidence gets no verdict but the ways to collect it, each with a command to copy', async () => {
    for (const [language, head] of [
      ['ja', '「DIAG-PC-02」の診断データはまだありません'],
      ['en', 'There is no evidence of "DIAG-PC-02" yet'],
    ] as const) {
      const { context, page } = await openConsole(browser, server, { language });
      await visit(page, url(`/devices/${unknown}/diagnosis`));
      await page.getByRole('heading', { name: head }).waitFor();
      expect(await page.getByText(/collect\.ps1 -Send$/).count()).toBe(2);
      await context.close();
    }
  });

  test('evidence that only a PIN vouches for is said to be claimed', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`/diagnosis/pcs/${encodeURIComponent(byName)}`));
    await page.getByText('The sender was not proven by a certificate.').waitFor();
    await page.getByText('claimed (PIN)').waitFor();
    await context.close();
  });

  test('over all PCs: a count leads to a list of so many rows, filters are in the URL, the list is saved as CSV', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/diagnosis'));
    const row = page.getByRole('row').filter({ hasText: 'POLICY_MP_UNREACHABLE' });
    const link = row.getByRole('link');
    expect(await link.textContent()).toBe('2 PCs');
    await link.click();
    await page.waitForURL(/finding=POLICY_MP_UNREACHABLE/);
    await page.getByRole('status').filter({ hasText: '2 PCs' }).waitFor();
    await page.getByRole('button', { name: 'Severity', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'OK' }).click();
    await page.waitForURL(/severity=ok/);
    await page.keyboard.press('Escape');
    await page.getByText('No PCs match the filters.').waitFor();
    await visit(page, url('/diagnosis/pcs?finding=POLICY_MP_UNREACHABLE'));
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText('Writes 2 rows').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save CSV' }).click(),
    ]);
    const csv = fs
      .readFileSync((await download.path()) ?? '', 'utf8')
      .replace(/\r\n$/, '')
      .split('\r\n');
    expect(csv).toHaveLength(3);
    expect(csv[0]).toBe(
      '\ufeffPC,Severity,Verdict,State,Confidence,Proof of the sender,Evidence received,Findings,Verdict ID,State ID,ID',
    );
    expect(csv.find((line) => line.startsWith('DIAG-PC-01'))).toContain('POLICY_MP_UNREACHABLE');
    await context.close();
  });

  test('all PCs are diagnosed again at a press of a button; a viewer sees it disabled with the reason', async () => {
    const administrator = await openConsole(browser, server, { language: 'en' });
    await visit(administrator.page, url('/diagnosis'));
    await administrator.page.getByRole('button', { name: 'Diagnose all again' }).click();
    await administrator.page.getByText('2 PCs were diagnosed again.').waitFor();
    await administrator.context.close();
    const viewing = await openConsole(browser, server, { language: 'en', role: 'viewer' });
    await visit(viewing.page, url('/diagnosis'));
    await viewing.page.getByRole('button', { name: 'Diagnose all again' }).focus();
    await viewing.page.getByText('This needs the administrator role.').first().waitFor();
    await viewing.context.close();
  });

  test('files are diagnosed in place and not kept: verdict, what could not be read, and the line shown from this computer', async () => {
    const count = async () =>
      (await server.database.query<{ n: number }>('select count(*)::int as n from evidence')).rows[0]?.n;
    const before = await count();
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await diagnose(page, [
      dropped(COEXIST, 'CoManagementHandler.log'),
      { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') },
    ]);
    await page.getByText('1 of 2 files could not be read.').waitFor();
    const card = page.locator('#COEXIST_THIRD_PARTY_MDM');
    await card.getByRole('link', { name: 'CoManagementHandler.log line 2' }).click();
    await page.getByRole('heading', { name: 'Content of CoManagementHandler.log' }).waitFor();
    await page.getByRole('option', { selected: true }).getByText('unexpected vendor').waitFor();
    // what the PC is meant to become changes what is an error
    await page.getByRole('combobox', { name: 'Meant to become' }).selectOption('intune');
    await page.waitForURL(/target=intune/);
    await card.getByText('Error', { exact: true }).waitFor();
    expect(await count()).toBe(before);
    await context.close();
  });

  test('an archive is dropped as it is, and a finding leads to the line in its member', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/diagnosis/try'));
    const archive = new ZipFile();
    archive.addBuffer(Buffer.from(COEXIST), 'CCM/Logs/CoManagementHandler.log');
    archive.end();
    const bytes = await buffer(archive.outputStream);
    const transfer = await page.evaluateHandle((base64) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([content], 'pc.zip', { type: 'application/zip' }));
      return data;
    }, bytes.toString('base64'));
    await page.getByText('Drop files, folders or zip archives here.').dispatchEvent('drop', { dataTransfer: transfer });
    const card = page.locator('#COEXIST_THIRD_PARTY_MDM');
    await card.getByRole('link', { name: 'CoManagementHandler.log line 2' }).click();
    await page.getByRole('heading', { name: 'Content of pc.zip/CCM/Logs/CoManagementHandler.log' }).waitFor();
    await page.getByRole('option', { selected: true }).getByText('unexpected vendor').waitFor();
    await context.close();
  });

  test('files copied from a PC by hand: another PC only when confirmed, marked with who added them, undone', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`/devices/${unknown}/diagnosis`));
    await page.getByRole('heading', { name: 'Add files copied from this PC' }).waitFor();
    const file = { ...EXAMPLE, pc: { ...(EXAMPLE['pc'] as object), name: 'SOMEBODY-ELSE', serial: '', uuid: '' } };
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'evidence.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(file)),
      });
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('SOMEBODY-ELSE').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add them' }).click();
    await page.getByText('The newest evidence was handed in by').waitFor();
    await page.getByText('Differs from the registry: computer name').waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click();
    await page
      .getByRole('heading', { name: /There is no evidence/ })
      .or(page.getByText('There is no evidence of'))
      .first()
      .waitFor();
    await context.close();
  });

  test('what a PC is meant to become is set on its page, filters the list, and is said of a group', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`/devices/${known}`));
    await page.getByText('Enrolled in Baton (has a package)').waitFor();
    await page.getByRole('button', { name: 'Change: What "DIAG-PC-01" is meant to become' }).click();
    await page.getByRole('radio', { name: 'Co-managed with Intune (pilot)' }).check();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Co-managed with Intune (pilot)', { exact: true }).waitFor();
    await visit(page, url('/devices?intention=intune-pilot'));
    await page.getByRole('link', { name: 'DIAG-PC-01' }).waitFor();
    expect(await page.getByRole('link', { name: 'DIAG-PC-02' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Meant to become, by group…' }).click();
    await page.getByText('Nothing is stated of any group.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await context.close();
  });

  test('the number of PCs without evidence leads to those PCs', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/diagnosis'));
    await page.getByRole('link', { name: '1 PC without evidence' }).click();
    await page.waitForURL(/\/devices\?evidence=without/);
    await page.getByRole('link', { name: 'DIAG-PC-02' }).waitFor();
    expect(await page.getByRole('link', { name: 'DIAG-PC-01' }).count()).toBe(0);
    await context.close();
  });

  test('nothing that can be read gives no verdict', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await diagnose(page, [dropped('', 'empty.txt')]);
    await page.getByText('Nothing could be read. There is no verdict.').waitFor();
    await context.close();
  });

  test('a finding leads to its explanation by id; explanations are searched by words of either language', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`/devices/${known}/diagnosis`));
    await page
      .locator('#POLICY_MP_UNREACHABLE')
      .getByRole('link', { name: /SYSTEM/ })
      .click();
    await page.waitForURL(/\/diagnosis\/answers\?id=proxy-for-system/);
    expect(await page.locator('#proxy-for-system').getAttribute('data-open')).toBe('true');
    await page.getByRole('searchbox').last().fill('ゲートウェイ');
    await page.getByRole('searchbox').last().press('Enter');
    await page.waitForURL(/q=/);
    await page.getByRole('heading', { name: 'A cloud management gateway is optional' }).waitFor();
    await context.close();
  });

  test('questions about a PC are searched, and each answer has an address', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`/devices/${known}/diagnosis?answer=gateway`));
    expect(await page.locator('#answer-gateway').getAttribute('data-open')).toBe('true');
    await page.getByRole('searchbox', { name: 'Search questions' }).fill('PILOT policy');
    await page.getByRole('link', { name: 'Has it got the pilot policy?' }).waitFor();
    expect(await page.locator('[id^="answer-"]').count()).toBe(1);
    await context.close();
  });
});
