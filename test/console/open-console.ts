import type { Browser, BrowserContext, Page } from 'playwright-core';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { uuidv7 } from '../../src/storage/ids.ts';
import { foldSearchText } from '../../src/storage/search-text.ts';
import { packageForPcs, reach, type TestServer } from '../support/server.ts';

export type Language = 'ja' | 'en';
export type Role = 'administrator' | 'viewer';
export const LANGUAGES = ['ja', 'en'] as const;
export const PASSWORD = 'a long enough password';

/** Where the console of a test server is. */
export function baseOf(server: TestServer): string {
  return `http://127.0.0.1:${server.config.operatorDoor.port}`;
}

/** Two operators who may sign in at once: `hanako` administers, `taro` looks. */
export async function addOperators(server: TestServer): Promise<void> {
  const hash = await server.server.operators.passwords.hash(PASSWORD);
  for (const [userName, name, role] of [
    ['hanako', 'Hanako Sato', 'administrator'],
    ['taro', 'Taro Suzuki', 'viewer'],
  ]) {
    await server.database.query(
      `insert into operators (id, user_name, display_name, role, password_hash, must_change_password) values ($1, $2, $3, $4, $5, false)`,
      [uuidv7(), userName, name, role, hash],
    );
  }
}

/** A small company with Latin names, so that an English screen has no reason for a Japanese character. */
export async function addCompany(server: TestServer): Promise<{ packageId: string; pcs: Pc[] }> {
  const random = new Random(5);
  const make = (name: string, user: string) => makePc(random, { name, user });
  const pcs = ['TKY-PC-0001', 'TKY-PC-0002', 'TKY-PC-0003'].map((name) => make(name, 'ann.smith@example.test'));
  const files = await packageForPcs(server, pcs);
  for (const pc of pcs) {
    await runKit(pc, files, reach(server));
    await runSession(pc, reach(server));
    pc.off();
  }
  const stray = make('STRAY-PC-01', 'visitor@example.test');
  await runKit(stray, files, reach(server));
  stray.off();
  for (const [upn, name] of [
    ['ann.smith@example.test', 'Ann Smith'],
    ['bob.jones@example.test', 'Bob Jones'],
  ]) {
    await server.database.query(
      `insert into users (id, upn, display_name, source, search) values (gen_random_uuid(), $1, $2, 'csv', $3) on conflict do nothing`,
      [upn, name, foldSearchText(`${name} ${upn}`)],
    );
  }
  const { rows } = await server.database.query<{ id: string }>('select id from packages limit 1');
  return { packageId: rows[0]?.id ?? '', pcs };
}

/** A browser window of its own: language, theme and person as asked, already signed in. */
export async function openConsole(
  browser: Browser,
  server: TestServer,
  options: {
    readonly language: Language;
    readonly theme?: 'light' | 'dark';
    readonly role?: Role;
    readonly width?: number;
  },
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const { language, theme = 'light', role = 'administrator', width = 1440 } = options;
  const context = await browser.newContext({
    locale: language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addInitScript(
    `localStorage.setItem('baton.language', '${language}'); localStorage.setItem('baton.theme', '${theme}');`,
  );
  const userName = role === 'administrator' ? 'hanako' : 'taro';
  await context.request.post(`${baseOf(server)}/api/v1/sign-in`, { data: { userName, password: PASSWORD } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  return { context, page, errors };
}

/** Opens a page and waits until it has said all it has to say. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('h1').waitFor();
  await page.waitForFunction(
    () => document.querySelector('[aria-busy=true]') === null && document.querySelector('h1')?.textContent !== '',
  );
}

/** The id of the PC of this name. */
export async function deviceIdOf(server: TestServer, name: string): Promise<string> {
  const { rows } = await server.database.query<{ id: string }>('select id from devices where name = $1', [name]);
  return rows[0]?.id ?? '';
}

/** Every page of the console, by its address. */
export function everyPage(packageId: string, deviceId: string): string[] {
  return [
    '/',
    '/packages',
    '/packages/new',
    '/packages/pcs',
    `/packages/${packageId}`,
    `/packages/${packageId}/steps`,
    `/packages/${packageId}/steps?way=domain`,
    `/packages/${packageId}/settings`,
    `/packages/${packageId}/history`,
    '/devices',
    '/devices?q=NOT-THERE-01',
    '/devices/duplicates',
    '/devices/duplicates/rules',
    `/devices/${deviceId}`,
    `/devices/${deviceId}/inventory`,
    `/devices/${deviceId}/sessions`,
    `/devices/${deviceId}/certificate`,
    `/devices/${deviceId}/history`,
    `/devices/${deviceId}/unenroll`,
    '/diagnosis/labels',
    '/diagnosis/lists/new',
    '/diagnosis/attempts',
    '/users',
    '/groups',
    '/sources',
    '/sources/new',
    '/imports/new',
    '/admin/settings',
    '/admin/operators',
    '/admin/tokens',
    '/admin/audit',
    '/print/overview',
    '/me',
    '/nowhere',
  ];
}
