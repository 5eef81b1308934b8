import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const NOT_RUN = path.resolve(import.meta.dirname, '../../test-results/not-run.txt');
const DIST = path.resolve(import.meta.dirname, '../../console/dist/index.html');

/** Flags that keep a headless browser on this machine and off the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Where a Chromium is, or undefined: then the suite is named at the end of the run, and CI fails. */
export function findBrowser(): string | undefined {
  const found = PLACES.find((place) => fs.existsSync(place));
  const missing =
    found === undefined
      ? 'no Chromium on this machine'
      : fs.existsSync(DIST)
        ? undefined
        : 'the console is not built (npm run console:build)';
  if (missing === undefined) return found;
  fs.mkdirSync(path.dirname(NOT_RUN), { recursive: true });
  fs.appendFileSync(NOT_RUN, `Browser: ${missing}\n`);
  return undefined;
}

/** Starts it. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS });
}
