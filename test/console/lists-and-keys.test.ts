import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import { addCompany, addOperators, baseOf, LANGUAGES, openConsole, visit } from './open-console.ts';

const executable = findBrowser();
const WORDS = {
  ja: {
    devices: 'デバイス',
    unknown: '不明な条件: foo=bar',
    notEnrolled: '「TKY-PC-0999」は登録されていません。',
    unheard: 'この PC からの通信は一度も届いていません。旧管理基盤でスクリプトが実行されたか確認してください。',
    show: '表示',
    arrived: /新着 \d+ 件/,
  },
  en: {
    devices: 'Devices',
    unknown: 'Unknown filter: foo=bar',
    notEnrolled: '"TKY-PC-0999" is not enrolled.',
    unheard: 'Nothing has ever been received from this PC. Check in the old platform whether the script ran.',
    show: 'Show',
    arrived: /\d+ new/,
  },
} as const;
const GONE = {
  ja: { left: /1 件が一覧から外れました/, rowGone: '外れました', show: '表示' },
  en: { left: /1 left this list/, rowGone: 'gone', show: 'Show' },
} as const;

describe.skipIf(executable === undefined)('lists, keys and addresses', () => {
  let server: TestServer;
  let browser: Browser;
  let packageId: string;
  const url = (place: string) => `${baseOf(server)}${place}`;
  const focusText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
    packageId = (await addCompany(server)).packageId;
    await server.database.query(
      `insert into devices (id, name, name_key, domain, state, stage, stage_at, state_since, created_at, search)
       select gen_random_uuid(), 'OSK-PC-' || lpad(n::text, 5, '0'), 'OSK-PC-' || lpad(n::text, 5, '0'), '', 'enrolled', 'inventory-matched', now(), now(), now(),
         'osk-pc-' || lpad(n::text, 5, '0') from generate_series(1, 3000) n`,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test.each(LANGUAGES)('%s: Ctrl+K, a name, Enter: the PC', async (language) => {
    const { context, page } = await openConsole(browser, server, { language });
    await visit(page, url('/'));
    await page.keyboard.press('Control+k');
    await page.keyboard.type('TKY-PC-0002');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'TKY-PC-0002' }).waitFor();
    expect(await page.title()).toBe(`TKY-PC-0002 - ${WORDS[language].devices} - Baton`);
    expect(await focusText(page)).toBe('TKY-PC-0002');
    await context.close();
  });

  test.each(LANGUAGES)(
    '%s: the name of a PC that never enrolled gets an answer, not an empty list',
    async (language) => {
      const { context, page } = await openConsole(browser, server, { language });
      await visit(page, url('/'));
      await page.keyboard.press('Control+k');
      await page.keyboard.type('TKY-PC-0999');
      await page.keyboard.press('Enter');
      await page.getByText(WORDS[language].notEnrolled).waitFor();
      await page.getByText(WORDS[language].unheard).waitFor();
      await context.close();
    },
  );

  test('Enter that confirms an IME conversion never searches', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'ja' });
    await visit(page, url('/devices'));
    const field = page.getByRole('searchbox');
    await field.evaluate((input: HTMLInputElement) => {
      input.focus();
      input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    });
    await page.keyboard.insertText('tky');
    await field.evaluate((input) =>
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })),
    );
    await page.waitForTimeout(800);
    expect(new URL(page.url()).search).toBe('');
    await field.evaluate((input) => input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })));
    await field.press('Enter');
    await page.waitForURL(/q=tky/);
    await context.close();
  });

  test.each(LANGUAGES)(
    '%s: an unknown key stays as a chip in words, and its × takes it out of the URL',
    async (language) => {
      const { context, page } = await openConsole(browser, server, { language });
      await visit(page, url('/devices?foo=bar&state=enrolled'));
      const chip = page.getByRole('listitem').filter({ hasText: WORDS[language].unknown });
      await chip.waitFor();
      await chip.getByRole('button').click();
      await page.waitForURL((at) => at.search === '?state=enrolled');
      await context.close();
    },
  );

  test('a filtered list opened in a fresh browser is the same list; back returns to it, and to its scroll place', async () => {
    const first = await openConsole(browser, server, { language: 'en' });
    await visit(first.page, url('/devices?q=osk-pc&sort=name'));
    await first.page.getByText('OSK-PC-00001').waitFor();
    const second = await openConsole(browser, server, { language: 'en' });
    await visit(second.page, first.page.url());
    await second.page.getByText('OSK-PC-00001').waitFor();
    const rows = (page: Page) => page.locator('[role=row] a').allTextContents();
    expect(await rows(second.page)).toEqual(await rows(first.page));
    const grid = first.page.getByRole('grid');
    await grid.evaluate((element) => element.scrollTo(0, 36_000));
    await first.page.getByText('OSK-PC-01001').click();
    await first.page.getByRole('heading', { level: 1, name: 'OSK-PC-01001' }).waitFor();
    await first.page.goBack();
    await first.page.getByText('OSK-PC-01001').waitFor();
    expect(await grid.evaluate((element) => element.scrollTop)).toBeGreaterThan(35_000);
    await first.context.close();
    await second.context.close();
  });

  test('a table is one tab stop: arrows move, End and Home jump, Space selects, Enter opens', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/devices?q=osk-pc&sort=name'));
    const grid = page.getByRole('grid');
    await grid.focus();
    const active = () =>
      grid.evaluate(
        (element) =>
          document
            .getElementById(element.getAttribute('aria-activedescendant') ?? '')
            ?.parentElement?.getAttribute('aria-rowindex') ?? '',
      );
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('4');
    await page.keyboard.press('Space');
    expect(await page.locator('[role=row][aria-selected=true]').count()).toBe(1);
    await page.keyboard.press('Control+End');
    await page.getByText('OSK-PC-03000').waitFor();
    expect(await active()).toBe('3001');
    await page.keyboard.press('Control+Home');
    await page.getByText('OSK-PC-00001').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'OSK-PC-00001' }).waitFor();
    await context.close();
  });

  test('the head is reached by the arrow keys, and Enter there sorts', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/devices?q=osk-pc'));
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=name/);
    await page.getByText('OSK-PC-00001').waitFor();
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
    await context.close();
  });

  test('columns are chosen in a menu, and the choice is in the URL', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/devices'));
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Serial number' }).click();
    await page.waitForURL(/cols=.*serial/);
    await page.getByRole('columnheader', { name: 'Serial number' }).waitFor();
    await context.close();
  });

  test('a view is a named URL: saved, opened from another list, removed', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/devices?state=enrolled&sort=name'));
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save view' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('textbox').fill('Done PCs');
    await dialog.getByRole('button', { name: 'Save view' }).click();
    await visit(page, url('/devices'));
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Done PCs' }).click();
    await page.waitForURL((at) => at.search === '?state=enrolled&sort=name');
    await page.getByRole('button', { name: 'Done PCs' }).click();
    await page.getByRole('menuitem', { name: /Remove the view/ }).click();
    await page.getByRole('button', { name: 'Views' }).waitFor();
    await context.close();
  });

  test('a failure leads from its red count to its reason by keyboard: Tab to the count, Enter, Enter; Esc returns to the row', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url(`/packages/${packageId}?outcome=failed`));
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'STRAY-PC-01' });
    await panel.getByText(/is not on the roster/).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
    await context.close();
  });

  test('the skip link is the first stop; Ctrl+F6 goes round header, navigation and content', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/'));
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Tab');
    expect(await focusText(page)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    const region = () =>
      page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region'));
    const seen: (string | null | undefined)[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await page.keyboard.press('Control+F6');
      seen.push(await region());
    }
    expect(seen).toEqual(['header', 'nav', 'main']);
    await context.close();
  });

  test.each(LANGUAGES)(
    '%s: 50 PCs that arrive push no row that is on the screen; they wait behind one line',
    async (language) => {
      const { context, page } = await openConsole(browser, server, { language });
      await visit(page, url('/devices?state=enrolled'));
      const before = await page
        .locator('[role=row]')
        .evaluateAll((rows) => rows.slice(1, 15).map((row) => [row.textContent, row.getBoundingClientRect().top]));
      await server.database.query(
        `insert into devices (id, name, name_key, domain, state, stage, stage_at, state_since, created_at, last_contact_at, search)
       select gen_random_uuid(), 'NEW-' || $1 || n, 'NEW-' || $1 || n, '', 'enrolled', 'inventory-matched', now(), now(), now(), now(), 'new' from generate_series(1, 50) n`,
        [language],
      );
      const line = page.getByText(WORDS[language].arrived);
      await line.waitFor({ timeout: 30_000 });
      const after = await page
        .locator('[role=row]')
        .evaluateAll((rows) => rows.slice(1, 15).map((row) => [row.textContent, row.getBoundingClientRect().top]));
      expect(after).toEqual(before);
      await page.getByRole('button', { name: WORDS[language].show, exact: true }).click();
      await page.getByText(`NEW-${language}`).first().waitFor();
      await context.close();
    },
  );

  test('a list that one comes back to is read anew: it shows what happened in between', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await visit(page, url('/devices?q=TKY-PC-0003'));
    await page.getByRole('link', { name: 'TKY-PC-0003' }).waitFor();
    await page.getByRole('link', { name: 'Packages', exact: false }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Packages' }).waitFor();
    // nothing is told to the console: nobody was there to listen
    await server.database.query(
      `update devices set name = 'TKY-PC-0003X', name_key = 'TKY-PC-0003X' where name = 'TKY-PC-0003'`,
    );
    await page.goBack();
    await page.getByRole('link', { name: 'TKY-PC-0003X' }).waitFor();
    await context.close();
  });

  test.each(LANGUAGES)(
    '%s: a row that leaves the filter says so, and goes when the list is read again',
    async (language) => {
      const { context, page } = await openConsole(browser, server, { language });
      const { left, rowGone, show } = GONE[language];
      await server.database.query("update devices set state = 'failed' where name in ('OSK-PC-00001', 'OSK-PC-00002')");
      await visit(page, url('/devices?state=failed&q=OSK-PC'));
      const row = page.getByRole('row').filter({ hasText: 'OSK-PC-00002' });
      await row.waitFor();
      await server.database.query("update devices set state = 'enrolled' where name = 'OSK-PC-00002'");
      await page.getByText(left).waitFor();
      await row.getByText(rowGone).waitFor();
      expect(await page.getByRole('row').filter({ hasText: 'OSK-PC-00001' }).getByText(rowGone).count()).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('button', { name: show, exact: true }).click();
      await row.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'OSK-PC-00001' }).waitFor();
      expect(await page.getByText(left).count()).toBe(0);
      await context.close();
    },
  );
});
