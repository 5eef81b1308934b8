import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergeGroup } from '../../src/devices/duplicates/decide-duplicates.ts';
import { searchDuplicates } from '../../src/devices/duplicates/search-duplicates.ts';
import { addRecord, type Made, uuidOf } from '../duplicates/records.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import { addCompany, addOperators, baseOf, LANGUAGES, openConsole, visit } from './open-console.ts';

const executable = findBrowser();
const SHOTS = process.env['BATON_SHOTS'];
const WORDS = {
  ja: {
    navigation: '重複した PC',
    none: '重複した PC は見つかっていません。',
    search: '今すぐ検索',
    found: '4 組が見つかりました。',
    reimaged: /Windows を入れ直したか、名前を変更した/,
    copied: /クライアントを含むイメージから展開した別の PC/,
    twoTalk: /どちらも接続を続けています/,
    reason: /^理由/,
    merge: '統合',
    merged: /に統合しました。/,
    apart: '別の PC とする',
    keptApart: '別の PC として記憶しました。',
    gone: /統合されています。/,
    undo: '元に戻す',
    undone: '決定を元に戻しました。',
    equal: '一致',
    two: /別々の PC です。/,
    rules: 'ルール',
    noRules: /ルールはありません。/,
    serial: 'シリアル番号',
    uuid: 'SMBIOS UUID',
    hwDevId: 'HWDevID',
    oneFamily: /独立した 2 種類以上のキーが必要です。/,
    fits: /未決定の 1 組/,
    add: '追加',
    added: 'ルールを追加しました。',
    needsAdministrator: 'この操作には管理者の役割が必要です。',
  },
  en: {
    navigation: 'Duplicate PCs',
    none: 'No duplicate PCs were found.',
    search: 'Search now',
    found: '4 groups were found.',
    reimaged: /one PC that was re-imaged or renamed/,
    copied: /PCs made from an image that was taken with the client/,
    twoTalk: /yet both keep calling/,
    reason: /^Reason/,
    merge: 'Merge',
    merged: /Merged into "/,
    apart: 'Keep apart',
    keptApart: 'Remembered as different PCs.',
    gone: /was merged into "/,
    undo: 'Undo',
    undone: 'The decision was undone.',
    equal: 'Equal',
    two: /these are two PCs/,
    rules: 'Rules',
    noRules: /There are no rules/,
    serial: 'Serial number',
    uuid: 'SMBIOS UUID',
    hwDevId: 'HWDevID',
    oneFamily: /A rule needs at least two/,
    fits: /1 undecided group/,
    add: 'Add',
    added: 'The rule was added.',
    needsAdministrator: 'This needs the administrator role.',
  },
} as const;

describe.skipIf(executable === undefined)('duplicate PCs in the console', () => {
  let server: TestServer;
  let browser: Browser;
  let packageId: string;
  const hours = (n: number) => new Date(Date.now() - n * 3_600_000);
  const add = (made: Made) => addRecord(server.database, packageId, made);

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
    ({ packageId } = await addCompany(server));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const clean = async () => {
    for (const table of ['device_merges', 'duplicate_groups', 'duplicate_rules'])
      await server.database.query(`delete from ${table}`);
    await server.database.query("delete from devices where name like 'DUP-%'");
    await server.database.query("delete from claims where name_key like 'DUP-%'");
  };
  const addAll = async () => {
    const client = { configmgrId: 'c0ffee00-0000-4000-8000-000000000001' };
    const reimaged = { serial: '5CG0001', uuid: uuidOf(1), macs: ['02155D00A001'] };
    const talking = { serial: '5CG0009', uuid: uuidOf(9) };
    const ids = {
      old: await add({ ...reimaged, name: 'DUP-OLD', livingSince: hours(900), lastContactAt: hours(200) }),
      now: await add({ ...reimaged, name: 'DUP-NEW', livingSince: hours(100), lastContactAt: hours(1) }),
    };
    await add({ ...client, name: 'DUP-IMG-1', serial: '5CG0002', uuid: uuidOf(2) });
    await add({ ...client, name: 'DUP-IMG-2', serial: '5CG0003', uuid: uuidOf(3) });
    await add({ ...talking, name: 'DUP-VM-1', livingSince: hours(90), lastContactAt: hours(1) });
    await add({ ...talking, name: 'DUP-VM-2', livingSince: hours(80), lastContactAt: hours(2) });
    for (const n of [1, 2, 3, 4])
      await add({ name: `DUP-MANY-${n}`, hwDevId: 'AB'.repeat(32), serial: `5CG10${n}`, uuid: uuidOf(20 + n) });
    return ids;
  };
  const axe = async (page: Page, shot: string) => {
    expect(await violationsOf(page), shot).toEqual([]);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/duplicates-${shot}.png`, fullPage: true });
  };

  test.each(LANGUAGES)(
    '%s: found, merged, the old link leads on, undone, kept apart; two that talk cannot be merged; a rule says what it would decide',
    { timeout: 240_000 },
    async (language) => {
      const words = WORDS[language];
      await clean();
      const theme = language === 'ja' ? 'light' : 'dark';
      const { context, page, errors } = await openConsole(browser, server, { language, theme });
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
      const open = async (name: string) => {
        await visit(page, `${baseOf(server)}/devices/duplicates`);
        await page.getByRole('link', { name: new RegExp(name) }).click();
        await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();
      };
      await visit(page, `${baseOf(server)}/devices`);
      await page
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(`^${words.navigation}`) })
        .click();
      await page.getByText(words.none).waitFor();
      await axe(page, `${language}-empty`);
      const { old, now } = await addAll();
      await press(words.search);
      await page.getByText(words.found).waitFor();
      await page.getByText(words.reimaged).waitFor();
      await axe(page, `${language}-list`);

      await visit(page, `${baseOf(server)}/devices/${now}`);
      const hint = page.getByRole('link', { name: words.reimaged });
      await hint.waitFor();
      await axe(page, `${language}-pc`);
      await hint.click();
      await page.getByRole('heading', { level: 1, name: /DUP-OLD/ }).waitFor();

      await open('DUP-OLD');
      await page.getByText(words.reimaged).waitFor();
      expect(await page.getByRole('cell', { name: words.equal, exact: true }).count()).toBe(3);
      await page.getByLabel(words.reason).fill('Re-imaged in October');
      await axe(page, `${language}-group`);
      await press(words.merge);
      await page.getByText(words.merged).waitFor();
      await page.getByRole('button', { name: words.undo }).waitFor();
      await axe(page, `${language}-merged`);
      await visit(page, `${baseOf(server)}/devices/${old}/history`);
      await page.getByText(words.gone).waitFor();
      await page.waitForURL(`**/devices/${now}/history`);
      await page.goto(`${baseOf(server)}/devices/duplicates?state=merged`);
      await page.getByRole('link', { name: /DUP-NEW/ }).click();
      await press(words.undo);
      const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
      await dialog.getByLabel(words.reason).fill('Mistaken');
      await axe(page, `${language}-undo`);
      await dialog.getByRole('button', { name: words.undo }).click();
      await page.getByText(words.undone).waitFor();

      await open('DUP-VM');
      await page.getByText(words.twoTalk).waitFor();
      expect(await page.getByText(words.two).count()).toBe(2);
      expect(await page.getByRole('radio').first().isDisabled()).toBe(true);
      await axe(page, `${language}-two`);

      await open('DUP-MANY');
      await page.getByRole('columnheader', { name: 'DUP-MANY-4' }).waitFor();
      await axe(page, `${language}-many`);

      await open('DUP-IMG');
      await page.getByText(words.copied).waitFor();
      await page.getByLabel(words.reason).fill('Two desks');
      await press(words.apart);
      await page.getByText(words.keptApart).waitFor();
      await page.getByRole('button', { name: words.undo }).waitFor();

      // the one that a person took back is asked about, and the two that talk are not merged
      await add({ name: 'DUP-LIST', serial: '5CG0030', uuid: uuidOf(30) });
      await add({
        name: 'DUP-PC',
        serial: '5CG0030',
        uuid: uuidOf(30),
        livingSince: hours(50),
        lastContactAt: hours(1),
      });
      await searchDuplicates(server.database, new Date());
      await visit(page, `${baseOf(server)}/devices/duplicates`);
      await press(words.rules);
      await page.getByText(words.noRules).waitFor();
      await page.getByLabel(words.uuid).check();
      await page.getByLabel(words.hwDevId).check();
      await page.getByText(words.oneFamily).waitFor();
      await page.getByLabel(words.hwDevId).uncheck();
      await page.getByLabel(words.serial).check();
      await page.getByText(words.fits).waitFor();
      await axe(page, `${language}-new-rule`);
      await press(words.add);
      await page.getByText(words.added).waitFor();
      await page.getByRole('cell', { name: 'hanako' }).waitFor();
      await axe(page, `${language}-rules`);
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test('at 320 px nothing but the table scrolls sideways', { timeout: 60_000 }, async () => {
    await clean();
    await addAll();
    await searchDuplicates(server.database, new Date());
    const { context, page } = await openConsole(browser, server, { language: 'ja', width: 320 });
    const { rows } = await server.database.query<{ id: string }>(
      "select id from duplicate_groups where kind = 'same-hardware'",
    );
    for (const path of ['', `/${rows[0]?.id}`, '/rules']) {
      await visit(page, `${baseOf(server)}/devices/duplicates${path}`);
      await axe(page, `320-${path === '' ? 'list' : path === '/rules' ? 'rules' : 'group'}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
    await context.close();
  });

  test('two at once: who decides second is told who was first, and sees it', { timeout: 60_000 }, async () => {
    await clean();
    const { old, now } = await addAll();
    await searchDuplicates(server.database, new Date());
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    const { rows } = await server.database.query<{ id: string }>(
      "select id from duplicate_groups where kind = 'same-hardware'",
    );
    const id = rows[0]?.id ?? '';
    await visit(page, `${baseOf(server)}/devices/duplicates/${id}`);
    await page.getByLabel(WORDS.en.reason).fill('Different desks');
    await mergeGroup(
      server.database,
      { groupId: id, actor: { name: 'ichiro' }, why: 'same', requestId: 'r', now: new Date() },
      { keep: now, go: [old] },
    );
    await page.getByRole('button', { name: WORDS.en.apart, exact: true }).click();
    await page.getByText('ichiro', { exact: true }).waitFor();
    await context.close();
  });

  test('a viewer sees the evidence, with every decision disabled and why', { timeout: 60_000 }, async () => {
    await clean();
    await addAll();
    await searchDuplicates(server.database, new Date());
    const { context, page } = await openConsole(browser, server, { language: 'ja', role: 'viewer' });
    const { rows } = await server.database.query<{ id: string }>(
      "select id from duplicate_groups where kind = 'same-hardware'",
    );
    await visit(page, `${baseOf(server)}/devices/duplicates/${rows[0]?.id}`);
    for (const name of [WORDS.ja.merge, WORDS.ja.apart]) {
      const button = page.getByRole('button', { name, exact: true });
      expect(await button.getAttribute('aria-disabled')).toBe('true');
    }
    await page.getByRole('button', { name: WORDS.ja.apart, exact: true }).focus();
    await page.getByText(WORDS.ja.needsAdministrator).last().waitFor();
    await context.close();
  });
});
