import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carrierGuidesFor } from '../../src/packages/model/carrier-steps.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { addCompany, addOperators, baseOf, openConsole, visit } from './open-console.ts';

const executable = findBrowser();

describe.skipIf(executable === undefined)('the steps of a package', () => {
  let server: TestServer;
  let browser: Browser;
  let packageId: string;
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

  test.each([
    ['ja', '手順', '配布方法', 'ほかの配布方法'],
    ['en', 'Steps', 'Way to distribute', 'Other ways'],
  ] as const)(
    '%s: only those of its own carrier; another one is looked at, stays in the URL and comes back after a reload',
    { timeout: 120_000 },
    async (language, tab, label, others) => {
      const { context, page, errors } = await openConsole(browser, server, { language });
      await server.database.query("update packages set carrier = 'configmgr-program' where id = $1", [packageId]);
      await visit(page, `${baseOf(server)}/packages/${packageId}`);
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.getByRole('heading', { name: tab }).waitFor();
      const guides = carrierGuidesFor('configmgr');
      const plain = (text: string) => text.replaceAll('`', '').replace(/\s+/g, ' ');
      const shown = async () => plain((await page.locator('main').textContent()) ?? '');
      for (const guide of guides) {
        const isOwn = guide.id === 'configmgr-program';
        expect((await shown()).includes(plain(guide.title[language]))).toBe(isOwn);
      }
      expect(await page.getByLabel(label).count()).toBe(0);
      await page.getByRole('button', { name: others }).click();
      const way = page.getByLabel(label);
      expect(await way.locator('option').allTextContents()).toEqual(guides.map((guide) => guide.title[language]));
      expect(await way.inputValue()).toBe('configmgr-program');
      for (const guide of guides) {
        await way.selectOption(guide.id);
        await page.waitForURL((url) => url.searchParams.get('way') === guide.id);
        const text = await shown();
        for (const step of guide.steps) expect(text).toContain(plain(step[language]));
        for (const note of guide.notes) expect(text).toContain(plain(note[language]));
      }
      await page.reload();
      expect(await page.getByLabel(label).inputValue()).toBe(guides.at(-1)?.id);
      await visit(page, `${baseOf(server)}/packages/${packageId}/steps?way=nothing-we-know`);
      await page.getByRole('button', { name: others }).waitFor();
      expect(errors).toEqual([]);
      await context.close();
    },
  );
});
