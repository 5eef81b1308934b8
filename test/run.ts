// The test command: everything that can run on this machine, then a loud list of what could not.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const notRun = path.join(root, 'test-results', 'not-run.txt');
const report = path.join(root, 'test-results', 'report.json');

/** Runs a tool of node_modules with the Node that runs this file; its output goes straight to the terminal. */
function run(name: string, tool: string, args: string[]): boolean {
  console.log(`\n== ${name}`);
  const result = spawnSync(process.execPath, [path.join(root, tool), ...args], { cwd: root, stdio: 'inherit' });
  return result.status === 0;
}

fs.rmSync(path.dirname(notRun), { recursive: true, force: true });
fs.mkdirSync(path.dirname(notRun), { recursive: true });

const steps: [string, boolean][] = [
  ['style', run('style (biome)', 'node_modules/@biomejs/biome/bin/biome', ['ci', '.'])],
  ['types', run('types (server)', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json'])],
  ['console types', run('types (console)', 'node_modules/typescript/bin/tsc', ['-p', 'console/tsconfig.json'])],
  ['console build', run('console build', 'node_modules/vite/bin/vite.js', ['build', 'console'])],
  [
    'tests',
    run('tests (vitest)', 'node_modules/vitest/vitest.mjs', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]),
  ],
];

const counts = fs.existsSync(report)
  ? (JSON.parse(fs.readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
    })
  : { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 };
const failedSteps = steps.filter(([, ok]) => !ok).map(([name]) => name);
const missing = fs.existsSync(notRun)
  ? [...new Set(fs.readFileSync(notRun, 'utf8').trim().split('\n').filter(Boolean))]
  : [];
const failed = counts.numFailedTests + failedSteps.filter((name) => name !== 'tests').length;

if (failedSteps.length > 0) console.log(`\nFAILED: ${failedSteps.join(', ')}`);
if (missing.length > 0) {
  console.log('\n!! These suites DID NOT RUN on this machine:');
  for (const line of missing) console.log(`!!   ${line}`);
  if (process.env['CI'] === 'true') console.log('!! In CI that is a failure.');
}
const missed = process.env['CI'] === 'true' ? missing.length : 0;
const passed = counts.numPassedTests + steps.length - 1 - failedSteps.filter((name) => name !== 'tests').length;
console.log(`\n${passed} passed, ${failed + missed} failed`);
process.exit(failedSteps.length > 0 || failed + missed > 0 ? 1 : 0);
