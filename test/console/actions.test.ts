import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPackage } from '../../src/simulator/read-package.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import {
  addCompany,
  addOperators,
  baseOf,
  deviceIdOf,
  LANGUAGES,
  openConsole,
  PASSWORD,
  visit,
} from './open-console.ts';

const executable = findBrowser();
const WORDS = {
  ja: {
    download: 'ダウンロード',
    downloaded: /をダウンロードしました。新しい PIN が作成されました。/,
    extend: '期限を延長',
    extended: /の期限を延長しました。/,
    revoke: 'PIN を失効',
    revokeQuestion: '「test」の PIN を失効させますか?',
    notAffected: '登録済みの PC には影響しません。',
    revoked: '失効',
    cancel: 'キャンセル',
    unenroll: '登録を解除',
    revokeAtOnce: /^ただちに失効させる/,
    revokePc: '失効させる',
    left: '登録解除済み',
    nameDiffers: '入力した名前が PC の名前と一致しません。',
    typeName: '続けるには PC の名前を入力してください',
    reason: '理由',
    leaving: '登録解除中',
    inventory: 'インベントリの取得',
    inventoryAsked: '「TKY-PC-0001」にインベントリの取得を指示しました。',
    queued: '待機',
    accept: 'この PC を認める',
    turnOff: 'オフにする',
    offQuestion: 'PIN に基づく登録をオフにしますか?',
    pinOff: 'PIN に基づく登録がオフです。オンにすると、配布パッケージを作成できます。',
    make: '配布パッケージの作成',
    retentionLabel: '登録の試行の保存期間 (日)',
    save: '保存',
    undo: '元に戻す',
    sessionOver: 'サインインの有効期限が切れました。サインインし直すと、この画面に戻ります。',
    signIn: 'サインイン',
    offline: /サーバーに接続できません。再接続しています。/,
    loadFailed: /読み込めませんでした。/,
    retry: '再試行',
    exported: 'CSV を保存',
    export: 'エクスポート',
    stops: 'VPN・Wi-Fi・電子メール・証明書のプロファイル',
    typedMissing: 'PC の台数を入力してください。',
    epm: 'EPM の機能は自動では停止しません。',
    paused: '最初の 3 台の申請を受理したため停止しています。状態を確認してから続行してください。',
    continue: '続行',
  },
  en: {
    download: 'Download',
    downloaded: /downloaded. A new PIN was made./,
    extend: 'Extend',
    extended: /extended\./,
    revoke: 'Revoke PINs',
    revokeQuestion: 'Revoke the PINs of "test"?',
    notAffected: 'Enrolled PCs are not affected.',
    revoked: 'Revoked',
    cancel: 'Cancel',
    unenroll: 'Un-enroll',
    revokeAtOnce: /^Revoke at once/,
    revokePc: 'Revoke',
    left: 'Un-enrolled',
    nameDiffers: 'The name typed is not the name of the PC.',
    typeName: "Type the PC's name to continue",
    reason: 'Reason',
    leaving: 'Un-enrolling',
    inventory: 'Get inventory',
    inventoryAsked: 'Inventory of "TKY-PC-0001" requested.',
    queued: 'Queued',
    accept: 'Accept this PC',
    turnOff: 'Turn off',
    offQuestion: 'Turn off PIN-based enrollment?',
    pinOff: 'PIN-based enrollment is off. Turn it on to make packages.',
    make: 'Make a package',
    retentionLabel: 'Enrollment attempts are kept (days)',
    save: 'Save',
    undo: 'Undo',
    sessionOver: 'Your sign-in has expired. Sign in again to return to this page.',
    signIn: 'Sign in',
    offline: /Cannot reach the server. Reconnecting./,
    loadFailed: /Could not be loaded./,
    retry: 'Retry',
    exported: 'Save CSV',
    export: 'Export',
    stops: 'VPN, Wi-Fi, email and certificate profiles',
    typedMissing: 'Type the number of PCs.',
    epm: 'EPM does not switch anything off by itself.',
    paused: 'Stopped after accepting the claims of the first 3 PCs. Check their state, then continue.',
    continue: 'Continue',
  },
} as const;

async function bytesOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe.skipIf(executable === undefined).each(LANGUAGES)('%s: what an administrator does', (language) => {
  const words = WORDS[language];
  let server: TestServer;
  let browser: Browser;
  let packageId: string;
  const url = (place: string) => `${baseOf(server)}${place}`;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
    packageId = (await addCompany(server)).packageId;
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('downloads a package whose zip holds a PIN of its own, and extends it', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/packages/${packageId}`));
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, words.download).click()]);
    expect(download.suggestedFilename()).toMatch(/\.zip$/);
    const files = await readPackage(await bytesOf(download));
    expect(files.packageId).toBe(packageId);
    await page.getByText(words.downloaded).waitFor();
    await button(page, words.extend).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: words.extend }).click();
    await page.getByText(words.extended).waitFor();
    await context.close();
  });

  test('a package that stopped after its first PCs says so, and goes on when somebody has looked', async () => {
    await server.database.query(
      `update packages set paused_why = 'first-pcs', paused_at = now(), paused_detail = '{"accepted": 3, "failed": 0}' where id = $1`,
      [packageId],
    );
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/packages/${packageId}`));
    await page.getByText(words.paused).waitFor();
    await button(page, words.continue).click();
    await page.getByText(words.paused).waitFor({ state: 'detached' });
    await context.close();
  });

  test('the dialog that revokes names the package and says what is not affected; the danger button has no focus', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/packages/${packageId}`));
    await button(page, words.revoke).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(words.revokeQuestion).waitFor();
    await dialog.getByText(words.notAffected).waitFor();
    expect(await dialog.locator(':focus').textContent()).toBe(words.cancel);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await button(page, words.revoke).click();
    await dialog.getByRole('button', { name: words.revoke }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('header').getByText(words.revoked, { exact: true }).waitFor();
    await context.close();
  });

  test('asks a PC for its inventory; the order stands with the time by which it arrives', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/devices/${await deviceIdOf(server, 'TKY-PC-0001')}`));
    await button(page, words.inventory).click();
    await page.getByText(words.inventoryAsked).waitFor();
    await page
      .getByRole('cell', { name: new RegExp(`^${words.queued}`) })
      .first()
      .waitFor();
    await context.close();
  });

  test('un-enrolls a PC only when its name is typed and a reason is given', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/devices/${await deviceIdOf(server, 'TKY-PC-0002')}/unenroll`));
    await page.getByRole('textbox', { name: words.typeName }).fill('TKY-PC-0003');
    await button(page, words.unenroll).click();
    await page.getByRole('alert').getByRole('link', { name: words.nameDiffers }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('confirm');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('TKY-PC-0002');
    await page.getByRole('textbox', { name: words.reason }).fill('replaced by a new PC');
    await button(page, words.unenroll).click();
    await page.locator('header').getByText(words.leaving).waitFor();
    await context.close();
  });

  test('a PC that does not come to fetch its order can be revoked at once', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/devices/${await deviceIdOf(server, 'TKY-PC-0002')}/unenroll`));
    expect(await page.getByRole('radio', { name: words.revokeAtOnce }).isChecked()).toBe(true);
    await page.getByRole('textbox', { name: words.typeName }).fill('TKY-PC-0002');
    await page.getByRole('textbox', { name: words.reason }).fill('stolen');
    await button(page, words.revokePc).click();
    await page.locator('header').getByText(words.left).first().waitFor();
    await context.close();
  });

  test('accepts a PC on probation with a reason', async () => {
    await server.database.query(`update devices set state = 'probation' where name = 'TKY-PC-0003'`);
    await server.database.query(
      `update enrollments set probation = true where device_id = (select id from devices where name = 'TKY-PC-0003')`,
    );
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/devices/${await deviceIdOf(server, 'TKY-PC-0003')}`));
    await button(page, words.accept).click();
    const dialog = page.getByRole('alertdialog');
    expect(await dialog.getByRole('button', { name: words.accept }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('seen on its desk');
    await dialog.getByRole('button', { name: words.accept }).click();
    await dialog.waitFor({ state: 'detached' });
    await button(page, words.accept).waitFor({ state: 'detached' });
    await context.close();
  });

  test('changes a setting in its section, and takes it back by the toast', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url('/admin/settings'));
    const field = page.getByLabel(words.retentionLabel);
    await field.fill('１２０');
    await page.locator('section').filter({ has: field }).getByRole('button', { name: words.save, exact: true }).click();
    await page.getByRole('status').getByRole('button', { name: words.undo }).click();
    await page.waitForFunction(
      (label) =>
        [...document.querySelectorAll('input')].some(
          (input) => input.labels?.[0]?.textContent === label && input.value === '90',
        ),
      words.retentionLabel,
    );
    const { rows } = await server.database.query<{ value: unknown }>(
      "select value from settings where key = 'retention.attemptDays'",
    );
    expect(rows[0]?.value).toBe(90);
    await context.close();
  });

  test('does not overwrite what another administrator set in the meantime without saying so', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url('/admin/settings'));
    const stored = async () =>
      (await server.database.query("select value from settings where key = 'retention.attemptDays'")).rows[0]?.value;
    const field = page.getByLabel(words.retentionLabel);
    const section = page.locator('section').filter({ has: field });
    await field.fill('120');
    await server.set('retention.attemptDays', 100);
    await section.getByRole('button', { name: words.save, exact: true }).click();
    await section.getByText(language === 'ja' ? '100 に変更されています' : 'was changed to 100').waitFor();
    expect([await stored(), await field.inputValue()]).toEqual([100, '120']);
    await section.getByRole('button', { name: words.save, exact: true }).click();
    await page.getByRole('status').getByRole('button', { name: words.undo }).waitFor();
    expect(await stored()).toBe(120);
    await server.set('retention.attemptDays', 90);
    await context.close();
  });

  test('says before anything is chosen what stops on ConfigMgr PCs, and asks for the number', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url('/packages/new'));
    await page.getByText(words.stops).waitFor();
    await button(page, words.make).click();
    await page.getByRole('alert').getByRole('link', { name: words.typedMissing }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('typed');
    await page.getByRole('radio', { name: 'Ivanti EPM' }).click();
    await page.getByText(words.epm).waitFor();
    expect(await page.getByText(words.stops).count()).toBe(0);
    await context.close();
  });

  test('with PIN enrollment turned off, making a package opens with that sentence and has no button', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url('/admin/settings'));
    await page.getByRole('switch').first().click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(words.offQuestion).waitFor();
    await dialog.getByRole('button', { name: words.turnOff }).click();
    await dialog.waitFor({ state: 'detached' });
    await visit(page, url('/packages/new'));
    await page.getByText(words.pinOff).waitFor();
    expect(await button(page, words.make).count()).toBe(0);
    await server.set('enrollment.pinEnabled', true);
    await context.close();
  });

  test('exports the list that is shown as CSV, in the language of the console', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url('/devices?q=TKY&sort=name'));
    await button(page, words.export).click();
    const dialog = page.getByRole('alertdialog');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: words.exported }).click(),
    ]);
    const text = (await bytesOf(download)).toString('utf8');
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(text.split('\r\n')[0]).toContain(language === 'ja' ? '名前' : 'Name');
    expect(text).toContain('TKY-PC-0001');
    await context.close();
  });

  test('when the session is over, a dialog asks to sign in again and what was typed stays', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url(`/devices/${await deviceIdOf(server, 'TKY-PC-0001')}/unenroll`));
    await page.getByRole('textbox', { name: words.reason }).fill('typed before the session ended');
    await context.clearCookies();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('TKY');
    await page.getByText(words.sessionOver).waitFor();
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    await dialog.locator('[name=username]').fill('hanako');
    await dialog.locator('[name=password]').fill(PASSWORD);
    await dialog.getByRole('button', { name: words.signIn, exact: true }).click();
    await page.getByText(words.sessionOver).waitFor({ state: 'detached' });
    expect(await page.getByRole('textbox', { name: words.reason }).inputValue()).toBe('typed before the session ended');
    await context.close();
  });

  test('an unreachable server is a band over the page; an error keeps the filters and offers to try again', async () => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url('/devices?state=enrolled'));
    await page.route('**/api/v1/devices?*', (route) =>
      route.fulfill({
        status: 500,
        json: { error: { code: 'SERVER_ERROR', message: { ja: '内部', en: 'inside' }, requestId: 'r-1' } },
      }),
    );
    await page.reload();
    await page.getByText(words.loadFailed).waitFor();
    expect(new URL(page.url()).search).toBe('?state=enrolled');
    await page.unroute('**/api/v1/devices?*');
    await button(page, words.retry).click();
    await page.getByText('TKY-PC-0001').waitFor();
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.keyboard.press('Control+k');
    await page.keyboard.type('x');
    await page.getByText(words.offline).waitFor();
    await page.unroute('**/api/v1/**');
    await context.close();
  });
});
