import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../..');
const local = path.join(root, '.tools/pwsh/pwsh');

/** The folder whose scripts the tests run. */
export const kitFolder = path.resolve(import.meta.dirname, '..');

function findPwsh(): string | undefined {
  if (existsSync(local)) return local;
  const onPath = spawnSync('pwsh', ['-NoProfile', '-Command', '$PSVersionTable.PSVersion.Major'], { encoding: 'utf8' });
  if (onPath.status === 0 && Number(onPath.stdout) >= 7) return 'pwsh';
  const tool = ['tool', 'install', '--tool-path', path.dirname(local), 'PowerShell', '--version', '7.6.9'];
  const installed = spawnSync('dotnet', tool, { encoding: 'utf8' });
  // another test file may have installed it at the same time
  if (existsSync(local)) return local;
  sayNotRun(
    installed.error
      ? 'neither pwsh nor dotnet is there'
      : `dotnet tool install: ${installed.stderr.trim().slice(0, 200)}`,
  );
  return undefined;
}

function sayNotRun(why: string): void {
  const file = path.join(root, 'test-results/not-run.txt');
  mkdirSync(path.dirname(file), { recursive: true });
  const line = `PowerShell: ${why.replace(/\s+/g, ' ')}\n`;
  if (!existsSync(file) || !readFileSync(file, 'utf8').includes(line)) appendFileSync(file, line);
  console.error(`THE POWERSHELL SUITE DID NOT RUN: ${why}`);
}

/** The PowerShell 7 of this machine; undefined when there is none (said loudly and in test-results/not-run.txt). */
export const pwsh: string | undefined = findPwsh();

/** What one script wrote to its output, and its errors ('' when there were none). */
export interface ScriptResult {
  readonly output: readonly string[];
  readonly error: string;
}

/** One long-lived PowerShell that runs scripts in turn, each in a runspace of its own. */
export class PowerShellHost {
  readonly #process: ChildProcess;
  readonly #waiting: ((line: string) => void)[] = [];

  /** Starts the process; the first script waits for it. */
  constructor(program: string) {
    const host = path.join(import.meta.dirname, 'host.ps1');
    this.#process = spawn(program, ['-NoProfile', '-NonInteractive', '-File', host], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (this.#process.stdout)
      createInterface({ input: this.#process.stdout }).on('line', (line) => this.#waiting.shift()?.(line));
  }

  /** Runs a script with `$InputJson` set to the JSON of input; languageMode 'ConstrainedLanguage' is PowerShell's own. */
  async run(script: string, input: unknown = {}, languageMode?: string): Promise<ScriptResult> {
    const answer = new Promise<string>((resolve) => this.#waiting.push(resolve));
    const request = { script: `param($InputJson)\n${script}`, input: JSON.stringify(input), languageMode };
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await answer) as ScriptResult;
  }

  /** The id of the process that runs the scripts; the program that was started may be only its launcher. */
  async pid(): Promise<number> {
    return Number((await this.run('$PID')).output[0]);
  }

  /** Ends the process. */
  stop(): void {
    this.#process.stdin?.end();
  }
}
