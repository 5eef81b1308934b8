import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { PARSER_INPUTS, parserInput, readInput } from './diagnosis-inputs.ts';

/**
 * Feeds a parser with changed inputs until its seconds of processor time are over: no input may throw, or take more than a second for a mebibyte. Inputs
 * that give a number of facts that no other gave are kept in the corpus and changed on; one that fails is kept as `fail-…` and ends
 * the run with 1.
 *
 *   node bench/fuzz.ts PARSER|all [--seconds 600] [--corpus bench/fuzz-corpus] [--seed 1]
 */

const LARGEST = 1 << 15;
/** Most inputs kept of each parser, of 2 KiB at most: the folder is part of the repository. */
const KEPT = 60;
/** Most inputs that a run changes on. */
const LIVING = 2_000;

interface Options {
  readonly parser: string;
  readonly seconds: number;
  readonly corpus: string;
  readonly seed: number;
}

function readOptions(args: readonly string[]): Options {
  const option = (name: string, fallback: string) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? fallback : (args[at + 1] ?? fallback);
  };
  return {
    parser: args[0] ?? '',
    seconds: Number(option('seconds', '600')),
    corpus: option('corpus', path.join(import.meta.dirname, 'fuzz-corpus')),
    seed: Number(option('seed', '1')),
  };
}

function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One change: bytes flipped, cut, doubled, moved, or a part of another input put in. */
function change(bytes: Buffer, other: Buffer, random: (below: number) => number): Buffer {
  const at = random(bytes.length + 1);
  const length = random(Math.min(64, bytes.length - at) + 1);
  switch (random(8)) {
    case 0: {
      const copy = Buffer.from(bytes);
      for (let i = 0; i <= random(8) && copy.length > 0; i += 1) copy[random(copy.length)] = random(256);
      return copy;
    }
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(0, random(other.length + 1)), bytes.subarray(at)]);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + random(2_000), random(256)), bytes.subarray(at)]);
    case 6:
      return Buffer.concat([bytes, other]);
    default:
      return Buffer.from(bytes.toString('utf8'), random(2) === 0 ? 'utf16le' : 'latin1');
  }
}

function main({ parser, seconds, corpus, seed }: Options): void {
  const { seeds } = parserInput(parser);
  const folder = path.join(corpus, parser);
  fs.mkdirSync(folder, { recursive: true });
  const random = createRandom(seed);
  const inputs: Buffer[] = seeds.map((text) => Buffer.from(text));
  for (const name of fs.readdirSync(folder).sort()) inputs.push(fs.readFileSync(path.join(folder, name)));
  const outcomes = new Set<string>();
  const began = process.threadCpuUsage();
  const spent = (): number => {
    const { user, system } = process.threadCpuUsage(began);
    return (user + system) / 1e6;
  };
  let runs = 0;
  let slowest = 0;

  const name = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const tryInput = (bytes: Buffer): void => {
    runs += 1;
    const before = process.threadCpuUsage();
    let facts = 0;
    try {
      facts = readInput(bytes, 1 + random(bytes.length + 1));
    } catch (error) {
      fs.writeFileSync(path.join(folder, `fail-${name(bytes)}`), bytes);
      throw error;
    }
    const used = process.threadCpuUsage(before);
    const time = (used.user + used.system) / 1e6;
    slowest = Math.max(slowest, time / Math.max(bytes.length / 2 ** 20, 0.1));
    if (time > 1 * Math.max(bytes.length / 2 ** 20, 0.25)) {
      fs.writeFileSync(path.join(folder, `fail-slow-${name(bytes)}`), bytes);
      throw new Error(`${time.toFixed(2)} s for ${bytes.length} bytes`);
    }
    const outcome = `${facts} ${Math.floor(Math.log2(bytes.length + 1))}`;
    if (outcomes.has(outcome)) return;
    outcomes.add(outcome);
    if (inputs.length < LIVING) inputs.push(bytes);
    if (bytes.length <= 2_048 && fs.readdirSync(folder).length < KEPT)
      fs.writeFileSync(path.join(folder, name(bytes)), bytes);
  };

  for (const bytes of [...inputs]) tryInput(bytes);
  while (spent() < seconds) {
    let bytes: Buffer = inputs[random(inputs.length)] ?? Buffer.alloc(0);
    for (let changes = random(6); changes >= 0; changes -= 1) {
      bytes = change(bytes, inputs[random(inputs.length)] ?? Buffer.alloc(0), random).subarray(0, LARGEST);
    }
    tryInput(Buffer.from(bytes));
  }
  console.log(
    `${parser}: ${runs} inputs in ${seconds} s of processor time, none failed; slowest ${slowest.toFixed(2)} s for a MiB; ${outcomes.size} kinds of outcome, ${fs.readdirSync(folder).length} inputs in ${folder}`,
  );
}

/** Fuzzes every parser, as many at once as there are processors; the run ends with 1 when one of them failed. */
async function fuzzAll(args: readonly string[]): Promise<void> {
  const waiting = PARSER_INPUTS.map(({ name }) => name);
  const fuzz = async (): Promise<void> => {
    for (let parser = waiting.shift(); parser !== undefined; parser = waiting.shift()) {
      const child = spawn(process.execPath, [import.meta.filename, parser, ...args], { stdio: 'inherit' });
      const [code] = await once(child, 'exit');
      if (code !== 0) process.exitCode = 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, fuzz));
}

const [parser = '', ...rest] = process.argv.slice(2);
if (parser === 'all') await fuzzAll(rest);
else main(readOptions(process.argv.slice(2)));
