// Pictures of every page, to be looked at: ja and en, light and dark, 1440 and 1024 wide.
//   node console/screenshots.ts --url http://127.0.0.1:8080 --user admin --password ... [--only devices,me] [--quick]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    user: { type: 'string', default: 'admin' },
    password: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string', default: path.resolve(import.meta.dirname, '../test-results/screens') },
  },
});
const { url, password } = values;
if (url === undefined || password === undefined) throw new Error('--url and --password are needed');

const LANGUAGES = values.quick ? (['ja'] as const) : (['ja', 'en'] as const);
const THEMES = values.quick ? (['light'] as const) : (['light', 'dark'] as const);
const WIDTHS = values.quick ? [1440] : [1440, 1024];
const wanted = values.only?.split(',');

interface Ids {
  readonly device: string;
  readonly package: string;
}

const pages = (ids: Ids): Readonly<Record<string, string>> => ({
  overview: '/',
  packages: '/packages',
  'package-new': '/packages/new',
  package: `/packages/${ids.package}`,
  'package-failed': `/packages/${ids.package}?outcome=failed`,
  'package-settings': `/packages/${ids.package}/settings`,
  'package-history': `/packages/${ids.package}/history`,
  devices: '/devices',
  'devices-filtered': '/devices?platform=configmgr&state=enrolled&foo=bar',
  'devices-unknown': '/devices?q=TKY-PC-0999',
  device: `/devices/${ids.device}`,
  'device-inventory': `/devices/${ids.device}/inventory`,
  'device-sessions': `/devices/${ids.device}/sessions`,
  'device-certificate': `/devices/${ids.device}/certificate`,
  'device-history': `/devices/${ids.device}/history`,
  unenroll: `/devices/${ids.device}/unenroll`,
  'device-diagnosis': `/devices/${ids.device}/diagnosis`,
  causes: '/diagnosis',
  'diagnosed-pcs': '/diagnosis/pcs',
  'diagnose-files': '/diagnosis/try',
  answers: '/diagnosis/answers',
  attempts: '/diagnosis/attempts?last=%3C90d',
  users: '/users',
  groups: '/groups',
  'import-new': '/imports/new',
  settings: '/admin/settings',
  operators: '/admin/operators',
  tokens: '/admin/tokens',
  audit: '/admin/audit',
  me: '/me',
  print: '/print/overview',
  'not-found': '/nowhere',
});

async function signIn(page: Page, address: string, secret: string): Promise<void> {
  await page.goto(`${address}/sign-in`);
  await page.fill('[name=username]', values.user);
  await page.fill('[name=password]', secret);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#content');
}

async function readIds(context: BrowserContext, address: string): Promise<Ids> {
  const first = async (where: string) => {
    const answer = (await (await context.request.get(`${address}/api/v1${where}`)).json()) as {
      items: { id: string }[];
    };
    return answer.items[0]?.id ?? 'none';
  };
  return { device: await first('/devices?limit=1'), package: await first('/packages?limit=1') };
}

const address = url.replace(/\/$/, '');
fs.mkdirSync(values.out, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-dev-shm-usage',
  ],
});
try {
  for (const language of LANGUAGES) {
    const context = await browser.newContext({
      locale: language === 'ja' ? 'ja-JP' : 'en-US',
      timezoneId: 'Asia/Tokyo',
    });
    await context.addInitScript(`localStorage.setItem('baton.language', '${language}')`);
    const page = await context.newPage();
    page.on('pageerror', (error) => process.stdout.write(`page error: ${error.message}\n`));
    page.on('console', (line) => {
      if (line.type() === 'error') process.stdout.write(`console: ${page.url()} ${line.text()}\n`);
    });
    if (wanted === undefined || wanted.includes('sign-in')) {
      await page.goto(`${address}/sign-in`);
      await page.waitForSelector('h1');
      await page.screenshot({ path: path.join(values.out, `sign-in-${language}.png`) });
    }
    await signIn(page, address, password);
    const ids = await readIds(context, address);
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width === 1440 ? 900 : 768 });
        await page.evaluate(`localStorage.setItem('baton.theme', '${theme}')`);
        for (const [name, where] of Object.entries(pages(ids))) {
          if (wanted !== undefined && !wanted.includes(name)) continue;
          await page.goto(`${address}${where}`);
          await page.waitForSelector('h1');
          await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null).catch(() => undefined);
          await page.waitForTimeout(400);
          await page.screenshot({ path: path.join(values.out, `${name}-${language}-${theme}-${width}.png`) });
        }
      }
    }
    await context.close();
  }
} finally {
  await browser.close();
}
