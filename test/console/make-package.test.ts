import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CARRIER_GUIDES } from '../../src/packages/model/carrier-steps.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import { addCompany, addOperators, baseOf, openConsole, visit } from './open-console.ts';

const executable = findBrowser();
const WORDS = {
  ja: {
    users: 'ユーザー',
    list: 'PC の一覧',
    make: '配布パッケージの作成',
    advanced: '詳細設定',
    choose: '使用する方法を選択する',
    baton: /Baton が作成する ppkg/,
    icd: 'PC 上の Windows 構成デザイナー',
    experimental: '試験段階',
    unproven: 'Windows が受け付けることはまだ確認されておらず',
    folders: '指定したフォルダーのみ',
    folder: 'PC 上のフォルダー',
    notAFolder: /PC のフォルダーではありません: \\\\server/,
    needsList: /対象には PC の一覧を選択/,
    wait: 'サインインを待つ',
    two: '2 段階',
    change: '配布の設定を変更',
    save: '変更を保存',
    automatic: '自動',
    none: '探さない',
    changed: /配布の設定を変更しました/,
    revoke: '失効',
    revokeOne: 'PIN を失効',
    revoked: 'PIN を 1 つ失効させました。',
    download: '最初に、上のボタンで zip をダウンロードします',
  },
  en: {
    users: 'Users',
    list: 'List of PCs',
    make: 'Make a package',
    advanced: 'Advanced',
    choose: 'Only those I choose',
    baton: /ppkg written by Baton/,
    icd: 'Windows Configuration Designer on the PC',
    experimental: 'Experimental',
    unproven: 'No Windows has been seen to accept one yet',
    folders: 'Only these folders',
    folder: 'Folders on the PC',
    notAFolder: /This is no folder of a PC: \\\\server/,
    needsList: /choose a list of PCs as the target/,
    wait: 'Wait for a sign-in',
    two: 'Two steps',
    change: 'Change how it reaches PCs',
    save: 'Save the change',
    automatic: 'Automatic',
    none: 'Look nowhere',
    changed: /changed\. It holds for downloads from now on/,
    revoke: 'Revoke',
    revokeOne: 'Revoke PINs',
    revoked: 'One PIN revoked.',
    download: 'First download the zip',
  },
} as const;

describe.skipIf(executable === undefined)('the guided page for a package', () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
    await addCompany(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const stored = async (name: string) => {
    const { rows } = await server.database.query(
      'select id, carrier, ways, carrier_caches, without_user from packages where name = $1',
      [name],
    );
    return rows[0];
  };
  const radio = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

  describe.each(['ja', 'en'] as const)('%s', (language) => {
    const words = WORDS[language];

    test('is clear at 1024 px too, where the summary is a bar at the bottom that holds all it says', {
      timeout: 120_000,
    }, async () => {
      const { context, page } = await openConsole(browser, server, { language, theme: 'dark', width: 1024 });
      await visit(page, `${baseOf(server)}/packages/new`);
      for (const platform of ['Configuration Manager', 'Ivanti EPM']) {
        await radio(page, platform).check();
        expect(await violationsOf(page)).toEqual([]);
        const facts = page.locator('aside dl').locator('..');
        expect(await facts.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0);
      }
      await context.close();
    });

    test('asks platform, account, who and where, and ends on the steps of that choice', {
      timeout: 120_000,
    }, async () => {
      const { context, page, errors } = await openConsole(browser, server, { language });
      await visit(page, `${baseOf(server)}/packages/new`);
      const name = `two steps ${language}`;
      await page.locator('#name').fill(name);
      await radio(page, 'Ivanti EPM').check();
      await radio(page, words.two).check();
      await radio(page, words.users).check();
      await page.getByRole('checkbox', { name: /Ann Smith/ }).check();
      await page.locator('#networks').fill('10.20.0.0/16');
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('button', { name: words.make }).click();
      await page.waitForURL(/\/packages\/[0-9a-f-]{36}\/steps$/);
      const guide = CARRIER_GUIDES.find((one) => one.id === 'epm-two-steps');
      await page.getByText(guide?.title[language] ?? '-').waitFor();
      await page.getByText(words.download).waitFor();
      for (const other of ['epm-user', 'epm-system'] as const) {
        const title = CARRIER_GUIDES.find((one) => one.id === other)?.title[language] ?? '-';
        expect(await page.getByText(title).count()).toBe(0);
      }
      expect(await stored(name)).toMatchObject({ carrier: 'epm-two-steps', ways: null, carrier_caches: null });
      expect(errors).toEqual([]);
      await context.close();
    });

    test('LocalSystem needs a list of PCs, and enrolls them without a user', { timeout: 120_000 }, async () => {
      const { context, page } = await openConsole(browser, server, { language });
      await visit(page, `${baseOf(server)}/packages/new`);
      await page.locator('#name').fill('x');
      await radio(page, 'Ivanti EPM').check();
      await radio(page, 'LocalSystem').check();
      expect(await radio(page, words.wait).isDisabled()).toBe(true);
      await radio(page, words.users).check();
      await page.getByRole('checkbox', { name: /Ann Smith/ }).check();
      await page.getByRole('button', { name: words.make }).click();
      await page.getByRole('alert').getByRole('link', { name: words.needsList }).waitFor();
      expect(await stored('x')).toBeUndefined();
      await context.close();
    });

    test('advanced: ways are chosen, the experimental one says what it is; folders are checked before they are sent', {
      timeout: 120_000,
    }, async () => {
      const { context, page, errors } = await openConsole(browser, server, { language });
      await visit(page, `${baseOf(server)}/packages/new`);
      const name = `advanced ${language}`;
      await page.locator('#name').fill(name);
      await radio(page, 'Ivanti EPM').check();
      await radio(page, words.users).check();
      await page.getByRole('checkbox', { name: /Ann Smith/ }).check();
      await page.getByText(words.advanced, { exact: true }).click();
      await radio(page, words.choose).check();
      const baton = page.getByRole('checkbox', { name: words.baton });
      expect(await baton.isChecked()).toBe(false);
      await page.getByText(words.experimental, { exact: true }).waitFor();
      await page.getByText(words.unproven).waitFor();
      await baton.check();
      await page.getByRole('checkbox', { name: words.icd }).uncheck();
      await radio(page, words.folders).check();
      await page.getByLabel(words.folder).fill('\\\\server\\share');
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('button', { name: words.make }).click();
      await page.getByRole('alert').getByRole('link', { name: words.notAFolder }).click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('folders');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('D:\\EPM\\sdmcache\nC:\\Cache\\');
      await page.getByRole('button', { name: words.make }).click();
      await page.waitForURL(/\/steps$/);
      expect(await stored(name)).toMatchObject({
        ways: ['shared-ppkg', 'baton-ppkg', 'register'],
        carrier_caches: ['D:\\EPM\\sdmcache', 'C:\\Cache'],
      });
      expect(errors).toEqual([]);
      await context.close();
    });

    test('settings: how it reaches PCs is changed later; a lost copy’s PIN is revoked alone', {
      timeout: 120_000,
    }, async () => {
      const { context, page, errors } = await openConsole(browser, server, { language });
      const id = (await stored(`advanced ${language}`))?.['id'];
      await visit(page, `${baseOf(server)}/packages/${id}/settings`);
      await page.getByText('D:\\EPM\\sdmcache, C:\\Cache').waitFor();
      await page.getByRole('button', { name: words.change }).click();
      const dialog = page.getByRole('alertdialog');
      expect(await dialog.getByRole('radio', { name: 'LocalSystem' }).isDisabled()).toBe(true);
      expect(await violationsOf(page)).toEqual([]);
      await dialog.getByRole('radio', { name: words.automatic }).check();
      await dialog.getByRole('radio', { name: words.none }).check();
      await dialog.getByRole('button', { name: words.save }).click();
      await page.getByText(words.changed).waitFor();
      expect(await stored(`advanced ${language}`)).toMatchObject({ ways: null, carrier_caches: [] });
      for (let copy = 0; copy < 2; copy++)
        await page.evaluate(async (where) => {
          const { csrfToken } = await (await fetch('/api/v1/me')).json();
          const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken };
          await (await fetch(where, { method: 'POST', headers, body: '{}' })).arrayBuffer();
        }, `/api/v1/packages/${id}/downloads`);
      await visit(page, `${baseOf(server)}/packages/${id}/history`);
      const revoke = page.getByRole('table').getByRole('button', { name: words.revoke, exact: true });
      expect(await revoke.count()).toBe(2);
      await revoke.last().click();
      await page.getByRole('alertdialog').getByRole('button', { name: words.revokeOne }).click();
      await page.getByText(words.revoked).waitFor();
      await page.waitForFunction(() => document.querySelectorAll('table button').length > 0);
      const { rows } = await server.database.query(
        'select revoked_at is not null as revoked from pins where package_id = $1 order by minted_at',
        [id],
      );
      expect(rows.map((row) => row['revoked'])).toEqual([true, false]);
      expect(errors).toEqual([]);
      await context.close();
    });
  });
});
