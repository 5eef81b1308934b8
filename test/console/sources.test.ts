import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, BASE, findSlapd, ldifBase, ldifEntry, PASSWORD, type Slapd, startSlapd } from '../directory/slapd.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import { addOperators, baseOf, LANGUAGES, openConsole, visit } from './open-console.ts';

const executable = findBrowser();
const binary = findSlapd();
const SHOTS = process.env['BATON_SHOTS'];
const WORDS = {
  ja: {
    add: 'ソースを追加',
    name: '名前',
    flavor: 'ディレクトリの種類',
    servers: 'サーバー',
    ca: '信頼する証明機関 (PEM)',
    bindDn: 'バインドするユーザー',
    password: 'パスワード',
    test: '接続テスト',
    refused: /ユーザー名またはパスワードを拒否しました/,
    connected: /接続できました/,
    preview: 'プレビュー',
    previewed: 'まだ何も変更していません。',
    sync: '今すぐ同期',
    good: '正常',
    settings: '設定',
    filter: 'ユーザーのフィルター',
    save: '保存',
    saved: '保存しました。',
    asks: /10 人が無効になり/,
    type: '続けるには 10 と入力してください',
    confirm: 'この同期を実行',
    done: '完了',
    kind: '種類',
    netbios: 'ドメインの NetBIOS 名',
    addToken: 'トークンを追加',
    tokenName: '名前',
    tokenMade: /トークン「okta」を追加しました/,
    needsAdministrator: 'この操作には管理者の役割が必要です。',
  },
  en: {
    add: 'Add a source',
    name: 'Name',
    flavor: 'Kind of directory',
    servers: 'Servers',
    ca: 'Trusted authorities (PEM)',
    bindDn: 'User to bind as',
    password: 'Password',
    test: 'Test the connection',
    refused: /refused the user name or password/,
    connected: /Connected \(/,
    preview: 'Preview',
    previewed: 'Nothing has been changed yet.',
    sync: 'Sync now',
    good: 'Good',
    settings: 'Settings',
    filter: 'Filter for users',
    save: 'Save',
    saved: 'Saved.',
    asks: /disables 10 people/,
    type: 'Type 10 to continue',
    confirm: 'Carry this sync out',
    done: 'Done',
    kind: 'Kind',
    netbios: 'NetBIOS names of domains',
    addToken: 'Add a token',
    tokenName: 'Name',
    tokenMade: /Token "okta" added/,
    needsAdministrator: 'This needs the administrator role.',
  },
} as const;

describe.skipIf(executable === undefined || binary === undefined)('sources in the console', () => {
  let server: TestServer;
  let browser: Browser;
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd(binary ?? '', {
      ldif: [
        ldifBase(),
        ...Array.from({ length: 12 }, (_none, n) =>
          ldifEntry(`uid=p${n},ou=people,${BASE}`, {
            objectClass: 'inetOrgPerson',
            uid: `p${n}`,
            cn: `Person ${n}`,
            sn: 'P',
            mail: `p${n}@corp.test`,
            departmentNumber: 'Sales',
          }),
        ),
      ].join(''),
    });
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await slapd?.stop();
  });

  const axe = async (page: Page, shot: string) => {
    expect(await violationsOf(page), shot).toEqual([]);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/sources-${shot}.png`, fullPage: true });
  };

  test.each(LANGUAGES)(
    '%s: a directory is added, tested, previewed and synced; one that loses most of its people asks; SCIM has tokens',
    { timeout: 240_000 },
    async (language) => {
      const words = WORDS[language];
      await server.database.query('delete from sources');
      await server.database.query('delete from users');
      const { context, page, errors } = await openConsole(browser, server, { language });
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
      // a label of a field that is needed ends with a star
      const field = (label: string) => page.getByLabel(new RegExp(`^${label.replace(/[()|[\]]/g, '\\$&')}\\s*\\*?$`));
      const fill = (label: string, value: string) => field(label).fill(value);
      await visit(page, `${baseOf(server)}/sources`);
      await axe(page, `${language}-empty`);
      await press(words.add);
      await fill(words.name, 'Corp LDAP');
      await page.getByLabel(words.flavor).selectOption('other');
      await field(words.servers).fill(`${slapd.ldaps}; ${BASE}`);
      await fill(words.ca, slapd.ca);
      await field(words.bindDn).fill(ADMIN);
      await fill(words.password, 'wrong');
      await press(words.test);
      await page.getByText(words.refused).waitFor();
      await fill(words.password, PASSWORD);
      await press(words.test);
      await page.getByText(words.connected).waitFor();
      await axe(page, `${language}-form`);
      await press(words.add);
      await page.getByRole('heading', { level: 1, name: 'Corp LDAP' }).waitFor();
      await press(words.preview);
      await page.getByText(words.previewed).waitFor();
      await page.getByRole('cell', { name: 'p11@corp.test' }).waitFor();
      await axe(page, `${language}-preview`);
      expect((await server.database.query('select 1 from users')).rows).toEqual([]);
      await press(words.sync);
      await page.locator('header').getByText(words.good, { exact: true }).waitFor();
      expect((await server.database.query('select 1 from users')).rows).toHaveLength(12);
      await axe(page, `${language}-synced`);
      await page.getByRole('link', { name: words.settings, exact: true }).last().click();
      await fill(words.filter, '(|(uid=p1)(uid=p2))');
      await press(words.save);
      await page.getByText(words.saved).waitFor();
      await axe(page, `${language}-settings`);
      await page.goBack();
      await press(words.sync);
      await page.getByText(words.asks).waitFor();
      // who would be shut out is shown before anybody is
      await page.getByRole('cell', { name: 'p11@corp.test' }).waitFor();
      await axe(page, `${language}-asking`);
      await fill(words.type, '１０');
      await press(words.confirm);
      await page.locator('header').getByText(words.good, { exact: true }).waitFor();
      expect((await server.database.query('select 1 from users where disabled')).rows).toHaveLength(10);
      await visit(page, `${baseOf(server)}/sources/new`);
      await page.getByLabel(words.kind, { exact: true }).selectOption('entra');
      await field(words.netbios).fill('corp.example.test; CORP');
      await axe(page, `${language}-entra`);
      await fill(words.name, 'Okta');
      await page.getByLabel(words.kind, { exact: true }).selectOption('scim');
      await press(words.add);
      await press(words.addToken);
      await page
        .getByRole('dialog', { name: words.addToken })
        .or(page.getByRole('alertdialog', { name: words.addToken }))

        .getByLabel(new RegExp(`^${words.tokenName}`))
        .fill('okta');
      await page
        .getByRole('alertdialog')
        .or(page.getByRole('dialog'))
        .getByRole('button', { name: words.addToken })
        .click();
      await page.getByText(words.tokenMade).waitFor();
      expect(await page.content()).not.toContain(PASSWORD);
      await visit(page, `${baseOf(server)}/sources`);
      await page.getByRole('link', { name: 'Okta' }).waitFor();
      await axe(page, `${language}-list`);
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test('a viewer sees sources and their runs, with every action disabled and why', { timeout: 60_000 }, async () => {
    const { context, page } = await openConsole(browser, server, { language: 'ja', role: 'viewer' });
    await visit(page, `${baseOf(server)}/sources`);
    const add = page.getByRole('button', { name: WORDS.ja.add });
    expect(await add.getAttribute('aria-disabled')).toBe('true');
    await add.focus();
    await page.getByText(WORDS.ja.needsAdministrator).waitFor();
    await context.close();
  });
});
