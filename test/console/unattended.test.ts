import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { addCompany, addOperators, baseOf, openConsole, visit } from './open-console.ts';

const executable = findBrowser();

describe.skipIf(executable === undefined)('a console that nobody touches', () => {
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

  test('goes on showing what changes, and says with each request that nobody is there, until somebody is', async () => {
    const { context, page } = await openConsole(browser, server, { language: 'en' });
    await page.clock.install();
    await visit(page, `${baseOf(server)}/devices`);
    const nextList = () =>
      page.waitForRequest((request) => /\/api\/v1\/devices\?/.test(request.url())).then((request) => request.headers());
    const change = (serial: string) => server.database.query('update devices set serial = $1', [serial]);
    await page.clock.fastForward(120_000);
    let asked = nextList();
    await change('A');
    expect((await asked)['x-unattended']).toBe('1');
    await page.keyboard.press('Shift');
    asked = nextList();
    await change('B');
    expect((await asked)['x-unattended']).toBeUndefined();
    await context.close();
  });
});
