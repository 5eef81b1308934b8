import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { download, packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';
import { violationsOf } from './accessibility.ts';
import { addCompany, addOperators, baseOf, openConsole, visit } from './open-console.ts';

const executable = findBrowser();

describe.skipIf(executable === undefined)('the overview', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser(executable ?? '');
    await addOperators(server);
    const { packageId } = await addCompany(server);
    const random = new Random(7);
    const make = (name: string) => makePc(random, { name, user: 'ann.smith@example.test' });
    // a second package: one PC with a wrong PIN, one of which nothing was heard
    const pcs = ['OSK-PC-0001', 'OSK-PC-0002'].map(make);
    const files = await packageForPcs(server, pcs);
    const [wrong] = pcs;
    if (wrong !== undefined) await runKit(wrong, { ...files, pin: 'WRQNGP2N2345' }, reach(server));
    // the first package again, for somebody who is not on its list
    const stray = make('STRAY-PC-02');
    await runKit(stray, await download(server, packageId), reach(server));
    for (const pc of [...pcs, stray]) pc.off();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('a number links to a list of exactly as many rows', { timeout: 120_000 }, async () => {
    const { context, page, errors } = await openConsole(browser, server, { language: 'en' });
    await visit(page, `${baseOf(server)}/`);
    await page.getByRole('button', { name: 'View as table' }).click();
    const cells = await page
      .locator('table td a')
      .evaluateAll((links) => links.map((link) => [link.getAttribute('href') ?? '', link.textContent ?? ''] as const));
    const attention = await page
      .locator('#attention ~ ul a')
      .evaluateAll((links) =>
        links.map((link) => [link.getAttribute('href') ?? '', (link.textContent ?? '').replace(/\D/g, '')] as const),
      );
    expect(cells.length).toBeGreaterThan(6);
    expect(attention.length).toBeGreaterThan(0);
    expect(cells.some(([href]) => href.includes('outcome=failed'))).toBe(true);
    const wrong: string[] = [];
    for (const [href, number] of [...cells, ...attention]) {
      await visit(page, `${baseOf(server)}${href}`);
      const rows = await page.locator('[role=grid] [role=row]:has([role=gridcell])').count();
      if (String(rows) !== number) wrong.push(`${href}: ${number}, but ${rows} rows`);
    }
    expect(wrong).toEqual([]);
    expect(errors).toEqual([]);
    await visit(page, `${baseOf(server)}/packages/pcs?stage=script-ran&outcome=failed`);
    await page.getByText('OSK-PC-0001').first().waitFor();
    await page.getByText('The PIN does not match.').first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await context.close();
  });
});
