/**
 * How long `baton diagnose` of a 4 KB file takes beside a bare start of the same Node, in the same run. Bar: at most 3 times.
 * Usage: node bench/diagnose-start.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 30);
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'baton-start-'));
const capture = readFileSync(join(root, 'src/diagnosis/corpus/dsregcmd-scp-missing-wpad-srv2022.sample'), 'utf8');
const file = join(folder, 'dsreg.txt');
writeFileSync(file, capture.slice(capture.indexOf('--- file: ')).split('\n').slice(1).join('\n'));

function milliseconds(args: readonly string[]): number {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === null || (status > 2 && status !== 0)) throw new Error(`node ${args.join(' ')}: ${status} ${stderr}`);
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const diagnose = [join(root, 'bin/baton'), 'diagnose', '--json', file];
const cold = milliseconds(diagnose);
const bare: number[] = [];
const warm: number[] = [];
// one after the other, so that what else the machine does meets both alike
for (let round = 0; round < rounds; round += 1) {
  bare.push(milliseconds(['-e', '0']));
  warm.push(milliseconds(diagnose));
}
rmSync(folder, { recursive: true });
const ratio = median(warm) / median(bare);
console.log(
  JSON.stringify({
    node: process.version,
    rounds,
    firstStartMs: Math.round(cold),
    bareMs: Math.round(median(bare)),
    diagnoseMs: Math.round(median(warm)),
    ratio: Number(ratio.toFixed(2)),
    bar: 3,
    ok: ratio <= 3,
  }),
);
process.exitCode = ratio <= 3 ? 0 : 1;
