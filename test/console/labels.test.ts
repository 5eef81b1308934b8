import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListsApi, startListsApi } from '../device-lists/lists-api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { violationsOf } from './accessibility.ts';
import { addOperators, baseOf, LANGUAGES, openConsole, visit } from './open-console.ts';

const executable = findBrowser();
const WORDS = {
  ja: {
    title: '誤った表示',
    newList: 'デバイス一覧の取り込み',
    needColumn: /\[管理者\] の列と、PC を特定できる列/,
    readAs: '列「State」を読み取る項目',
    checked: /3 台の PC と照合しました。まだ何も変更していません。1 行は、どの PC か決まっていません。/,
    undecided: /未決定 1/,
    choose: '行 5 の PC',
    use: 'この一覧を使用',
    inUse: /使用中です。4 台の PC と照合されています。/,
    open: '誤った表示を開く',
    coManaged: 'Intune の [管理者] 列の「共同管理」は実態と異なります。',
    noPolicy: 'ConfigMgr と Intune が共同管理ポリシーなしで同居しています (サポート対象外)。',
    remedy: /共同管理の PC として数えないでください。/,
    explanation: 'Intune の [管理者] 列が「共同管理」でも、共同管理とは限りません',
    undo: '一覧を取り消す',
    undone: /この一覧は .* が取り消しました。/,
    none: '実態と異なる表示はありません。',
    needsAdministrator: 'この操作には管理者の役割が必要です。',
  },
  en: {
    title: 'False labels',
    newList: 'Add a device list',
    needColumn: /Choose the column of \[Managed by\], and one that tells the PC/,
    readAs: 'Read column "State" as',
    checked: /3 PCs were matched. Nothing has been changed yet. Of 1 row it is not clear which PC it is about./,
    undecided: /Undecided 1/,
    choose: 'PC of line 5',
    use: 'Use this list',
    inUse: /In use. 4 PCs are matched./,
    open: 'Open false labels',
    coManaged: '"Co-managed" in Intune is wrong about this PC.',
    noPolicy: 'ConfigMgr and Intune are both here without the co-management policy (unsupported).',
    remedy: /Do not count it as co-managed./,
    explanation: '"Co-managed" in Intune is not proof of co-management',
    undo: 'Undo the list',
    undone: /This list was undone by/,
    none: 'No label is false.',
    needsAdministrator: 'This needs the administrator role.',
  },
} as const;

describe.skipIf(executable === undefined)('false labels in the console', () => {
  let api: ListsApi;
  let browser: Browser;
  const serials: string[] = [];

  beforeAll(async () => {
    api = await startListsApi();
    browser = await launchBrowser(executable ?? '');
    await addOperators(api.test);
    for (const [name, sample] of [
      ['TKY-PC-0101', 'made-evidence-both-no-policy'],
      ['TKY-PC-0102', 'made-evidence-cm-only'],
      ['TKY-PC-0103', 'made-evidence-co-managed'],
    ] as const) {
      const { pc } = await api.enroll(name, sample);
      serials.push(pc.hardware.serial);
      pc.off();
    }
    await api.addPc({ name: 'TKY-PC-0104', serial: 'TWIN-01' });
    await api.addPc({ name: 'TKY-PC-0105', serial: 'TWIN-01' });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
  });

  const axe = async (page: Page) => {
    expect(await violationsOf(page)).toEqual([]);
  };
  /** A list as the admin center exports it, with a heading that nobody knows where asked. */
  const listOf = (managedBy: string, coManaged: string) =>
    [
      `Device name,Serial number,${managedBy},Last check-in`,
      `TKY-PC-0101,${serials[0]},${coManaged},2026-11-20 00:00:00.0000000`,
      `TKY-PC-0102,${serials[1]},ConfigMgr,`,
      `TKY-PC-0103,${serials[2]},${coManaged},2026-11-24 00:00:00.0000000`,
      'OLD-NAME,TWIN-01,Intune,',
      'SOMEBODY-PHONE,PHONE,Intune,',
    ].join('\r\n');

  describe.each(LANGUAGES)('%s', (language) => {
    const words = WORDS[language];

    test('a list is dropped, mapped, its open row decided, used; the false labels with reason and remedy; undone', {
      timeout: 90_000,
    }, async () => {
      const { context, page, errors } = await openConsole(browser, api.test, { language });
      await visit(page, `${baseOf(api.test)}/diagnosis/labels`);
      await page.getByRole('button', { name: words.newList }).click();
      await page.waitForURL(/\/diagnosis\/lists\/new/);
      await axe(page);
      await page.setInputFiles('input[type=file]', {
        name: 'Devices.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(
          `\ufeff${listOf(language === 'ja' ? 'State' : 'State ', language === 'ja' ? '共同管理' : 'Co-managed')}`,
          'utf16le',
        ),
      });
      await page.waitForURL(/\/diagnosis\/lists\/[0-9a-f]{8}-/);
      if (language === 'ja') {
        await page.getByText(words.needColumn).waitFor();
        await page.getByLabel(words.readAs).selectOption('managedBy');
      }
      // the second list has the same heads: its column is known from the first
      await page.getByText(words.checked).waitFor();
      await page.getByRole('button', { name: words.undecided }).waitFor();
      await axe(page);
      await page.getByLabel(words.choose).selectOption({ label: 'TKY-PC-0105 (TWIN-01)' });
      await page.getByRole('button', { name: words.undecided }).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: words.use }).click();
      await page.getByText(words.inUse).waitFor();
      await api.settled();
      await page.getByRole('button', { name: words.open }).click();

      const grid = page.getByRole('grid');
      await grid.getByText(words.coManaged).waitFor();
      expect(await grid.getByRole('row').count()).toBe(3);
      await page.locator('summary').filter({ hasText: words.coManaged }).click();
      await page.getByText(words.remedy).first().waitFor();
      await page.getByText(words.explanation).first().waitFor();
      await axe(page);
      await grid.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      const panel = page.locator('aside[data-region=panel]');
      await panel.getByRole('heading', { name: 'TKY-PC-0101' }).waitFor();
      await panel.getByText(words.noPolicy).first().waitFor();
      await panel.getByText(words.remedy).waitFor();
      await axe(page);

      await panel
        .getByRole('link', { name: /Devices\.csv/ })
        .first()
        .click();
      await page.waitForURL(/\/diagnosis\/lists\/[0-9a-f]{8}-/);
      await page.getByRole('button', { name: words.undo }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: words.undo }).click();
      await page.getByText(words.undone).waitFor();
      await api.settled();
      await visit(page, `${baseOf(api.test)}/diagnosis/labels`);
      await page
        .getByText(words.none)
        .or(page.getByText(/Intune/).first())
        .first()
        .waitFor();
      expect(await page.getByText(words.coManaged).count()).toBe(0);
      expect(errors).toEqual([]);
      await context.close();
    });

    test('a viewer sees labels and lists, and changes nothing', { timeout: 60_000 }, async () => {
      const { context, page } = await openConsole(browser, api.test, { language, role: 'viewer', theme: 'dark' });
      await visit(page, `${baseOf(api.test)}/diagnosis/lists/new`);
      await page.getByText(words.needsAdministrator).waitFor();
      expect(await page.locator('input[type=file]').count()).toBe(0);
      await page.getByRole('link', { name: 'Devices.csv' }).first().click();
      await page.waitForURL(/\/diagnosis\/lists\/[0-9a-f]{8}-/);
      await page.locator('h1').first().waitFor();
      await page.locator('h2').first().waitFor();
      expect(await page.locator('main select').count()).toBe(0);
      await axe(page);
      await context.close();
    });

    test('at 320 px nothing but tables scrolls sideways', { timeout: 60_000 }, async () => {
      const { context, page } = await openConsole(browser, api.test, { language, width: 320 });
      const { body } = await api.call('GET', '/device-lists?limit=1');
      for (const place of ['/diagnosis/labels', '/diagnosis/lists/new', `/diagnosis/lists/${body.items[0].id}`]) {
        await visit(page, `${baseOf(api.test)}${place}`);
        const wide = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          (document.querySelector('main')?.scrollWidth ?? 0) - (document.querySelector('main')?.clientWidth ?? 0),
        ]);
        expect([place, ...wide]).toEqual([place, 320, 0]);
      }
      await context.close();
    });
  });
});
