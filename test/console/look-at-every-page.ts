import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import {
  addCompany,
  addOperators,
  baseOf,
  deviceIdOf,
  everyPage,
  type Language,
  openConsole,
  visit,
} from './open-console.ts';

const executable = findBrowser();
/** One test looks at as many pages, so that each is well inside its time however many pages there are. */
const PARTS = [0, 1, 2] as const;

/** English words that a Japanese screen may show: products, codes, files, and names of data. */
const ALLOWED =
  /^(Baton|PC|ADK|SMBIOS|HWDevID|GUID|PIN|OS|MDM|CSV|API|URL|ID|XML|UPN|HRESULT|TLS|DNS|VPN|Wi-Fi|zip|SYSTEM|JST|UTF-?8|UTF-16|Shift_JIS|BOM|UUID|MAC|MD5|SHA-?256|ppkg|SQL|LDAP|LDAPS|StartTLS|SCIM|Okta|PEM|NetBIOS|Active|Directory|corp|CORP|baton|Service|userPrincipalName|Windows|Configuration|Manager|ConfigMgr|Ivanti|EPM|Endpoint|Protection|Office|Entra|English|Ctrl\+K|Enter|MsgID|Build-ProvisioningPackage\.ps1|customizations\.xml|setup\.ps1|GB|MB|UNC|LocalSystem|LocalSystemAccount|PowerShell|UAC|LANDesk|SID|NTFS|Domain|Computers|NETLOGON|SYSVOL|GPO|USB|CMTrace|Microsoft|Admin|Intune|Graph|JSON|AdminService|managedDevices|Get-CMDevice|SMS_R_System|SMS_CombinedDeviceResources|SMS_Client_ComanagementState|Provisioning-Diagnostics-Provider|DeviceManagement-Enterprise-Diagnostics-Provider|steps\.(ja|en)\.txt)$/;

/** What no screen may show: keys, undefined, null, NaN, objects, placeholders, raw times. */
const KEYS = /undefined|\bnull\b|NaN|\[object|\{\{|\d{4}-\d\d-\d\dT\d\d|\b[a-z-]+:[a-z]+\.[a-z]+|common:/g;

function englishWords(text: string): string[] {
  const words = text.match(/[A-Za-z][\w+.-]{2,}/g) ?? [];
  const isData = /@|\.test|sato|suzuki|hanako|-PC-|PC-0|example|http|NOT-THERE|localhost|^test$|Asia|Tokyo/i;
  return words.filter((word) => !ALLOWED.test(word) && !isData.test(word));
}

function japaneseWords(text: string): string[] {
  return text.replaceAll('日本語', '').match(/.{0,20}[\u3000-\u9fff\uff00-\uffef]+.{0,20}/g) ?? [];
}

/** What a page says and how it is built. `words`: without data. */
function look(page: Page) {
  return page.evaluate(() => {
    const data = 'pre, code, .mono, [role=gridcell], td, dd, time, option, h1, nav[aria-label] span';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words: string[] = [];
    const all: string[] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent ?? '';
      const parent = walker.currentNode.parentElement;
      if (parent?.closest('pre, script, style, [hidden]') !== null) continue;
      all.push(text);
      if (parent.closest(data) === null) words.push(text);
    }
    const probe = document.createElement('i');
    const provider = document.querySelector('.fui-FluentProvider') ?? document.body;
    probe.style.color = getComputedStyle(provider).getPropertyValue('--colorBrandBackground');
    document.body.append(probe);
    const brand = getComputedStyle(probe).color;
    probe.remove();
    return {
      words: words.join(' '),
      all: all.join(' '),
      levels: [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName[1])),
      primary: [...document.querySelectorAll('button')].filter(
        (button) => getComputedStyle(button).backgroundColor === brand,
      ).length,
      title: document.title,
    };
  });
}

/** What is wrong with a page in one language, each as one line. */
async function faultsOf(page: Page, language: Language): Promise<string[]> {
  const violations = await violationsOf(page);
  const shape = await look(page);
  return [
    ...violations,
    ...(language === 'ja' ? englishWords(shape.words) : japaneseWords(shape.all)),
    ...(shape.all.match(KEYS) ?? []),
    ...(shape.levels.filter((level) => level === 1).length === 1 ? [] : ['not one h1']),
    ...(shape.levels.some((level, index) => level > (shape.levels[index - 1] ?? 0) + 1) ? ['a gap in headings'] : []),
    ...(/.+ - Baton$/.test(shape.title) ? [] : [`title ${shape.title}`]),
    ...(shape.primary <= 1 ? [] : [`${shape.primary} primary buttons`]),
  ];
}

/** Declares the tests that look at every page in one language, one theme and one width; one file per language, so that they share the machine. */
export function lookAtEveryPage(language: Language, theme: 'light' | 'dark', width: number): void {
  describe.skipIf(executable === undefined)(`every page of the console, ${language}`, () => {
    let server: TestServer;
    let browser: Browser;
    let pages: string[];

    beforeAll(async () => {
      server = await startTestServer();
      browser = await launchBrowser(executable ?? '');
      await addOperators(server);
      const { packageId } = await addCompany(server);
      pages = everyPage(packageId, await deviceIdOf(server, 'TKY-PC-0001'));
    });
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    test.each(PARTS)(
      `${theme}, ${width} wide, part %i: axe finds nothing (WCAG 2.2 AA), no foreign word, no key, one h1, at most one primary button`,
      { timeout: 240_000 },
      async (part) => {
        const { context, page, errors } = await openConsole(browser, server, { language, theme, width });
        const found: string[] = [];
        for (const place of pages.filter((_place, index) => index % PARTS.length === part)) {
          await visit(page, `${baseOf(server)}${place}`);
          found.push(...(await faultsOf(page, language)).map((what) => `${place}: ${what}`));
        }
        expect(found).toEqual([]);
        expect(errors).toEqual([]);
        await context.close();
      },
    );

    test('at 320 px (and so at 400 % zoom) nothing but tables scrolls sideways', { timeout: 120_000 }, async () => {
      const { context, page } = await openConsole(browser, server, { language, width: 320 });
      for (const place of pages) {
        await visit(page, `${baseOf(server)}${place}`);
        const wide = await page.evaluate(() => {
          const main = document.querySelector('main');
          return {
            page: document.documentElement.scrollWidth,
            main: main === null ? 0 : main.scrollWidth - main.clientWidth,
          };
        });
        expect([place, wide.page, wide.main]).toEqual([place, 320, 0]);
      }
      await context.close();
    });

    test('a viewer sees the same pages; every action is there, disabled, with the reason', {
      timeout: 120_000,
    }, async () => {
      const { context, page } = await openConsole(browser, server, { language, role: 'viewer' });
      const why = language === 'ja' ? 'この操作には管理者の役割が必要です。' : 'This needs the administrator role.';
      const ofPackage = pages.find((place) => /^\/packages\/[0-9a-f-]{36}$/.test(place)) ?? '';
      for (const place of ['/packages', ofPackage, '/users', '/admin/operators', '/admin/tokens']) {
        await visit(page, `${baseOf(server)}${place}`);
        const disabled = page.locator('main button[aria-disabled=true]').first();
        await disabled.focus();
        await page.getByText(why).first().waitFor();
      }
      await context.close();
    });
  });
}
