import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFirstOperator } from '../../src/operators/make-first-operator.ts';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

const executable = findBrowser();
const WORDS = {
  ja: {
    locale: 'ja-JP',
    signIn: 'サインイン',
    wrong: 'ユーザー名またはパスワードが正しくありません。',
    newTitle: '新しいパスワードの設定',
    overview: '概要',
    devices: 'デバイス',
    packages: '配布パッケージ',
    enrolled: '登録済み',
    none: '条件に一致する PC はありません。',
  },
  en: {
    locale: 'en-US',
    signIn: 'Sign in',
    wrong: 'The user name or password is incorrect.',
    newTitle: 'Set a new password',
    overview: 'Overview',
    devices: 'Devices',
    packages: 'Packages',
    enrolled: 'Enrolled',
    none: 'No PCs match the filters.',
  },
} as const;

describe.skipIf(executable === undefined)('the console in a real browser', () => {
  let server: TestServer;
  let browser: Browser;
  let oneTime = '';
  const base = () => `http://127.0.0.1:${server.config.operatorDoor.port}`;
  const newPassword = (language: string) => `long enough for ${language}`;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    const random = new Random(5);
    const pcs = Array.from({ length: 3 }, (_, index) =>
      makePc(random, { name: `TKY-PC-000${index + 1}`, user: 'a@example.test' }),
    );
    const files = await packageForPcs(server, pcs);
    for (const pc of pcs) {
      await runKit(pc, files, reach(server));
      await runSession(pc, reach(server));
      pc.off();
    }
    oneTime = (await makeFirstOperator(server.server.operators, 'test'))?.oneTimePassword ?? '';
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const signIn = async (page: Page, words: (typeof WORDS)['ja' | 'en'], password: string) => {
    await page.getByRole('textbox').first().fill('admin');
    await page.locator('input[type=password]').first().fill(password);
    await page.getByRole('button', { name: words.signIn, exact: true }).click();
  };

  test.each(['ja', 'en'] as const)(
    '%s: sign-in with a one-time password, set a new one, see the PCs, filter them by URL',
    async (language) => {
      const words = WORDS[language];
      const context = await browser.newContext({ locale: words.locale, timezoneId: 'Asia/Tokyo' });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(base());
      await signIn(page, words, 'not the password');
      await page.getByText(words.wrong).waitFor();
      await signIn(page, words, oneTime);
      if (language === 'ja') {
        await page.getByRole('heading', { name: words.newTitle }).waitFor();
        await page.locator('input[type=password]').first().fill(oneTime);
        await page.locator('input[type=password]').last().fill(newPassword(language));
        await page.locator('button[type=submit]').click();
        oneTime = newPassword(language);
      }
      await page.getByRole('heading', { level: 1, name: words.overview }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      await page.getByRole('link', { name: words.devices }).first().click();
      await page.getByText('TKY-PC-0002').waitFor();
      await page.goto(`${base()}/devices?state=failed`);
      await page.getByText(words.none).waitFor();
      await page.goto(`${base()}/devices?q=0003`);
      await page.getByText('TKY-PC-0003').waitFor();
      expect(await page.getByText('TKY-PC-0001').count()).toBe(0);
      await page.getByRole('link', { name: words.packages }).first().click();
      await page.getByRole('heading', { level: 1, name: words.packages }).waitFor();
      expect(await page.locator('body').innerText()).not.toMatch(/undefined|\[object|NaN|\{\{/);
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test('the operator door answers nobody who is not signed in, and refuses a foreign Host', async () => {
    expect((await fetch(`${base()}/api/v1/devices`)).status).toBe(401);
    expect(
      (
        await fetch(`${base()}/api/v1/packages`, {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
        })
      ).status,
    ).toBe(403);
    expect((await fetch(`${base()}/health`)).status).toBe(200);
  });
});
