import iconv from 'iconv-lite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import { addOperators, baseOf, LANGUAGES, openConsole, visit } from './open-console.ts';

const executable = findBrowser();
const WORDS = {
  ja: {
    importCsv: 'CSV を取り込む',
    choose: 'ファイルを選択',
    workbook: /CSV ではなく Excel ブックです。/,
    checked: /3 行を確認しました。まだ何も変更していません。/,
    notValid: 'UPN の形式が正しくありません: "suzuki@"',
    makeGroups: 'ないグループを追加する',
    run: '取り込む',
    done: /取り込みました。追加 2 人、変更 0 人。/,
    openUsers: 'ユーザーを開く',
    readAs: '列「メモ」を読み取る項目',
    chooseColumn: 'UPN の列を選択してください。',
    drops: 'この取り込みで 1 人が無効になり、新しい PC を登録できなくなります。',
    typeCount: '続けるには、無効になる人数を入力してください',
    typeFirst: '無効になる人数を入力してください。',
    discard: '取りやめる',
    discarded: '取りやめました。何も変更していません。',
    errorsCsv: 'CSV でダウンロード',
    save: 'CSV を保存',
    list: 'PC の一覧',
    twoPcs: '2 台',
    makeFromList: 'この一覧で配布パッケージを作成',
    listChosen: 'PC の一覧 configmgr.csv',
    make: '配布パッケージの作成',
    needsAdministrator: 'この操作には管理者の役割が必要です。',
    recent: '最近の取り込み',
  },
  en: {
    importCsv: 'Import CSV',
    choose: 'Choose a file',
    workbook: /This is an Excel workbook, not a CSV./,
    checked: /3 rows checked. Nothing has been changed yet./,
    notValid: 'The UPN is malformed: "suzuki@"',
    makeGroups: 'Add groups that do not exist',
    run: 'Import',
    done: /Imported. 2 people added, 0 changed./,
    openUsers: 'Open users',
    readAs: 'Read column "メモ" as',
    chooseColumn: 'Choose the column that holds the UPN.',
    drops: 'This import disables 1 person, who can enroll no new PC then.',
    typeCount: 'Type the number of people disabled to continue',
    typeFirst: 'Type the number of people disabled.',
    discard: 'Discard',
    discarded: 'Discarded. Nothing was changed.',
    errorsCsv: 'Download as CSV',
    save: 'Save CSV',
    list: 'List of PCs',
    twoPcs: '2 PCs',
    makeFromList: 'Make a package from this list',
    listChosen: 'List of PCs configmgr.csv',
    make: 'Make a package',
    needsAdministrator: 'This needs the administrator role.',
    recent: 'Recent imports',
  },
} as const;

const csv = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'text/csv',
  buffer: typeof content === 'string' ? Buffer.from(content) : content,
});

describe.skipIf(executable === undefined)('CSV imports in the console', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const choose = (page: Page, file: ReturnType<typeof csv>) => page.setInputFiles('input[type=file]', file);
  const uploaded = (page: Page) => page.waitForURL(/\/imports\/[0-9a-f]{8}-/);
  const axe = async (page: Page) => {
    expect(await violationsOf(page)).toEqual([]);
  };

  describe.each(LANGUAGES)('%s', (language) => {
    const words = WORDS[language];

    test('users: by keyboard to the page, a workbook refused, checked, groups let in, run, and seen in the list', {
      timeout: 60_000,
    }, async () => {
      const { context, page, errors } = await openConsole(browser, server, { language });
      await visit(page, `${baseOf(server)}/users`);
      await page.getByRole('button', { name: words.importCsv }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/imports\/new/);
      // a change of route moves the focus to the heading, from where the keyboard goes on
      await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: words.choose }).press('Enter');
      await (await chooser).setFiles(csv('book.csv', Buffer.from('504b03041400', 'hex')));
      await page.getByRole('alert').getByText(words.workbook).waitFor();

      const group = `G-${language}`;
      const rows = `社員名,メール,グループ\r\n髙橋 愛,ai@${language}.test,${group}\r\n鈴木,suzuki@,\r\n佐藤,sato@${language}.test,\r\n`;
      await choose(page, csv('名簿.csv', iconv.encode(rows, 'cp932')));
      await uploaded(page);
      await page.getByText(words.checked).waitFor();
      await page.getByText(words.notValid).waitFor();
      await page.getByText('髙橋 愛').first().waitFor();
      await axe(page);
      await page.getByText(words.errorsCsv).click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: words.save }).click();
      expect((await download).suggestedFilename()).toMatch(/\.csv$/);

      // the box shows what the list will be asked, which is a tick later than the click
      await page.getByLabel(words.makeGroups).click();
      await page
        .locator('main li')
        .filter({ hasText: /^2 (追加|added)/ })
        .waitFor();
      await page.getByRole('button', { name: words.run, exact: true }).click();
      await page.getByText(words.done).waitFor();
      await page.getByRole('button', { name: words.openUsers }).click();
      await page.getByText(`ai@${language}.test`).waitFor();
      expect(errors).toEqual([]);
      await context.close();
    });

    test('a column is chosen by hand, the number of people disabled is typed, and nothing is changed when discarded', {
      timeout: 60_000,
    }, async () => {
      await server.database.query(
        "insert into users (id, upn, display_name, source, search) values (gen_random_uuid(), $1, 'Old', 'manual', '')",
        [`old@${language}.test`],
      );
      const { context, page } = await openConsole(browser, server, { language, width: 1024, theme: 'dark' });
      await visit(page, `${baseOf(server)}/imports/new`);
      // the second language finds the mapping that was chosen in the first, so the heads differ
      await choose(page, csv('leavers.csv', `メモ,Enabled,${language}\nold@${language}.test,FALSE,\n`));
      await uploaded(page);
      await page.getByText(words.chooseColumn).waitFor();
      await page.getByLabel(words.readAs).selectOption('upn');
      await page.getByText(words.drops).waitFor();
      await axe(page);
      const run = page.getByRole('button', { name: words.run, exact: true });
      await run.focus();
      await page.getByText(words.typeFirst).first().waitFor();
      expect(await run.getAttribute('aria-disabled')).toBe('true');
      await page.getByLabel(words.typeCount).fill('１');
      expect(await run.getAttribute('aria-disabled')).toBeNull();
      await page.getByRole('button', { name: words.discard }).click();
      await page.getByText(words.discarded).waitFor();
      const { rows } = await server.database.query<{ disabled: boolean }>('select disabled from users where upn = $1', [
        `old@${language}.test`,
      ]);
      expect(rows[0]?.disabled).toBe(false);
      await context.close();
    });

    test('a list of PCs is uploaded in the form of a package, kept for another one, and becomes its target', {
      timeout: 60_000,
    }, async () => {
      const { context, page, errors } = await openConsole(browser, server, { language });
      await visit(page, `${baseOf(server)}/packages/new`);
      await page.getByRole('radio', { name: words.list }).check();
      await choose(
        page,
        csv(
          'configmgr.csv',
          `Netbios_Name0,SerialNumber0\n${language}-PC-1,PF1${language}\n${language}-PC-2,PF2${language}\n`,
        ),
      );
      await page.getByText(words.twoPcs, { exact: true }).first().waitFor();
      await axe(page);
      const list = await page.evaluate(
        async () =>
          ((await (await fetch('/api/v1/imports?kind=pcs')).json()) as { items: { id: string }[] }).items[0]?.id,
      );
      await visit(page, `${baseOf(server)}/imports/${list}`);
      await axe(page);
      await page.getByRole('button', { name: words.makeFromList }).click();
      await page.waitForURL(/\/packages\/new\?list=/);
      await page.locator('aside').getByText(words.listChosen).waitFor();
      await page.locator('#name').fill(`from list ${language}`);
      await page.locator('#typed').fill('2');
      await page.getByRole('button', { name: words.make }).click();
      await page.waitForURL(/\/packages\/[0-9a-f]{8}-/);
      const { rows } = await server.database.query<{ n: number; target: string }>(
        `select count(*)::int n, min(p.target) as target from roster_rows r join packages p on p.id = r.package_id where p.name = $1`,
        [`from list ${language}`],
      );
      expect(rows[0]).toEqual({ n: 2, target: 'pcs' });
      expect(errors).toEqual([]);
      await context.close();
    });

    test('a viewer sees what was imported, and changes nothing', { timeout: 60_000 }, async () => {
      const { context, page } = await openConsole(browser, server, { language, role: 'viewer' });
      await visit(page, `${baseOf(server)}/imports/new`);
      await page.getByText(words.needsAdministrator).waitFor();
      expect(await page.locator('input[type=file]').count()).toBe(0);
      await page.getByRole('heading', { name: words.recent }).waitFor();
      await page.getByRole('link', { name: 'configmgr.csv' }).first().click();
      await uploaded(page);
      const make = page.getByRole('button', { name: words.makeFromList });
      await make.focus();
      await page.getByText(words.needsAdministrator).first().waitFor();
      expect(await page.locator('main select').count()).toBe(0);
      await context.close();
    });
  });
});
