import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { keepYoungHeapSmall } from '../src/cli/diagnose/keep-young-heap-small.ts';
import { diagnose } from '../src/diagnosis/diagnose.ts';
import type { Fact } from '../src/diagnosis/model/fact.ts';
import { createFacts } from '../src/diagnosis/model/facts.ts';
import { createReader } from '../src/diagnosis/parsers/create-reader.ts';
import { readLogSlowly } from '../src/diagnosis/parsers/testing/slow-log.ts';
import { clientLog, worstLog } from './diagnosis-log.ts';
import { machine } from './yardstick.ts';

/**
 * Client logs to findings: MB a second on one core, and the most memory used, beside `wc -l`, `rg -c` (where there is one) and
 * `grep -c` of the same file in the same run. The facts of the first 4 MiB are held against those of a slow plain parser. Then the memory
 * where every line is kept, and where each of them says something else.
 *
 *   node bench/diagnosis-scan.ts [MIB=1024]
 */

const run = promisify(execFile);
const CHUNK = 1 << 20;

/** Reads a file as the command line does, in a process of its own, whose memory is then the reader's. */
function scan(file: string): void {
  keepYoungHeapSmall();
  const { sink, facts } = createFacts();
  const started = performance.now();
  const before = process.threadCpuUsage();
  const handle = fs.openSync(file, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK);
  const reader = createReader('client.log', sink);
  for (let length = fs.readSync(handle, chunk); length > 0; length = fs.readSync(handle, chunk)) {
    reader.write(chunk.subarray(0, length));
  }
  reader.end();
  const { findings } = diagnose(facts);
  const cpu = process.threadCpuUsage(before);
  fs.closeSync(handle);
  const [seen] = facts.seen();
  console.log(
    JSON.stringify({
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      lines: seen?.lines,
      kept: facts.list().reduce((sum, fact) => sum + (fact.name.startsWith('log.') ? facts.repeats(fact).count : 0), 0),
      findings: findings.map((finding) => finding.id),
      rss: process.resourceUsage().maxRSS * 1024,
    }),
  );
}

async function main(mib: number): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-scan-'));
  const file = path.join(folder, 'client.log');
  try {
    console.log(machine());
    await writeLog(file, mib * 2 ** 20);
    const bytes = fs.statSync(file).size;
    compareWithSlow(file);
    const rate = (seconds: number) => `${Math.round(bytes / 1e6 / seconds)} MB/s`;
    for (let round = 1; round <= 3; round += 1) {
      const { stdout } = await run(process.execPath, [import.meta.filename, '--scan', file]);
      const result = JSON.parse(stdout);
      console.log(
        `baton, round ${round}: ${rate(result.cpuSeconds)} of one core, ${rate(result.seconds)} by the clock; ${Math.round(result.rss / 2 ** 20)} MiB; ` +
          `${result.lines} lines, ${((result.kept / result.lines) * 100).toFixed(1)} facts of logs for 100 lines; ${result.findings.join(' ')}`,
      );
    }
    for (const [name, make] of MEMORY_CASES) {
      const worst = path.join(folder, 'worst.log');
      await writeLog(worst, Math.min(mib, 256) * 2 ** 20, make);
      const most = await memoryOfDiagnose(worst);
      console.log(
        `memory of \`baton diagnose\`, ${name}: ${Math.round(most / 2 ** 20)} MiB for ${Math.min(mib, 256)} MiB of log (bar 150 MB)`,
      );
    }
    for (const [name, args] of YARDSTICKS) {
      const started = performance.now();
      const output = await run(name, [...args, file]).then(
        ({ stdout }) => stdout,
        (error: { code?: unknown }) => (error.code === 'ENOENT' ? null : ''),
      );
      console.log(
        output === null
          ? `${name}: not there`
          : `${name} ${args[0]}: ${rate((performance.now() - started) / 1000)} by the clock`,
      );
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The most memory that the command line took for a file, as the kernel counted it to within its last 20 ms. */
async function memoryOfDiagnose(file: string): Promise<number> {
  const baton = path.join(import.meta.dirname, '..', 'bin', 'baton');
  const child = spawn(process.execPath, [baton, 'diagnose', '--json', file], { stdio: 'ignore' });
  let most = 0;
  const timer = setInterval(() => {
    try {
      const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.max(most, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // it has just ended
    }
  }, 20);
  await once(child, 'exit');
  clearInterval(timer);
  return most;
}

/** What administrators would use: counting lines, and one pattern of words that the diagnosis looks for as well. */
const WORDS =
  'externally managed|MDM enroll|CoManagementSettings|CCMHTTP. ERROR|Applied policy|0x80072ee2|workloadFlags';
const YARDSTICKS = [
  ['wc', ['-l']],
  ['rg', ['-c', WORDS]],
  ['grep', ['-cE', WORDS]],
] as const;

const MEMORY_CASES: readonly (readonly [string, (bytes: number) => Iterable<Buffer>])[] = [
  ['every line kept', (bytes) => clientLog(bytes, 1, 1)],
  ['every line kept and each another one', (bytes) => worstLog(bytes)],
];

async function writeLog(
  file: string,
  bytes: number,
  make: (bytes: number) => Iterable<Buffer> = clientLog,
): Promise<void> {
  // a part is made once and repeated: the log is as long as asked for, and making it takes seconds
  const part = Buffer.concat([...make(Math.min(bytes, 64 * 2 ** 20))]);
  const handle = fs.openSync(file, 'w');
  for (let written = 0; written < bytes; written += part.length) fs.writeSync(handle, part);
  fs.closeSync(handle);
}

function compareWithSlow(file: string): void {
  const bytes = Buffer.alloc(4 * 2 ** 20);
  const handle = fs.openSync(file, 'r');
  const head = bytes.subarray(0, fs.readSync(handle, bytes));
  fs.closeSync(handle);
  const fast: Fact[] = [];
  const reader = createReader('client.log', { fact: (fact) => fast.push(fact), seen: () => undefined });
  reader.write(head);
  reader.end();
  const slow = readLogSlowly('client.log', head);
  const found = fast.filter((fact) => !fact.name.startsWith('input.'));
  if (JSON.stringify(found) !== JSON.stringify(slow))
    throw new Error('The facts differ from those of the slow parser.');
  console.log(`first 4 MiB: ${slow.length} facts, the same as those of the slow plain parser`);
}

if (process.argv[2] === '--scan') scan(process.argv[3] ?? '');
else await main(Number(process.argv[2] ?? 1024));
