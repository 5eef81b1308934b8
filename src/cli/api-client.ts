import { Command } from 'commander';

/** What every command that talks to a server takes. */
export interface ClientOptions {
  readonly server: string;
  readonly json: boolean;
}

const DEFAULT_SERVER = 'http://127.0.0.1:8080';

/** A command of the thin client. The token comes from BATON_TOKEN alone: a command line is read by every user of a machine. */
export function clientCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--server <url>', 'operator door', process.env['BATON_SERVER'] ?? DEFAULT_SERVER)
    .option('--json', 'print JSON', false);
}

/**
 * One call of `/api/v1` under the token of BATON_TOKEN.
 * @throws Error with the server's own sentence
 */
export async function callApi<T>(options: ClientOptions, path: string): Promise<T> {
  const token = process.env['BATON_TOKEN'];
  if (token === undefined || token === '')
    throw new Error('Set BATON_TOKEN to an API token. / BATON_TOKEN に API トークンを設定してください。');
  const response = await fetch(new URL(`/api/v1${path}`, options.server), {
    headers: { authorization: `Bearer ${token}` },
  });
  const answer = (await response.json()) as T & { error?: { message: { ja: string; en: string } } };
  if (!response.ok)
    throw new Error(`${answer.error?.message.en ?? response.status} / ${answer.error?.message.ja ?? ''}`);
  return answer;
}

/** Prints rows as a table with columns as wide as their content, or as JSON. */
export function printRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
  asJson: boolean,
): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => width(line[index] ?? ''))));
  for (const line of cells) {
    process.stdout.write(
      `${line
        .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

/** Columns of a terminal that a text takes: Japanese letters take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, letter) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(letter)
        ? 2
        : 1),
    0,
  );
}
