import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/program.ts';
import { CARRIER_IDS } from '../../src/packages/model/carrier-guide.ts';
import { WAYS } from '../../src/packages/model/ways.ts';
import { baton } from './baton.ts';

/** Every command that does something, as it is typed. */
function commandsOf(command: Command, before: string): string[] {
  const subs = command.commands.filter((sub) => sub.name() !== 'help');
  const name = `${before}${command.name()}`;
  return subs.length === 0 ? [name] : subs.flatMap((sub) => commandsOf(sub, `${name} `));
}

const commands = commandsOf(makeProgram(), '').sort();

test.each(['docs/cli.md', 'docs/ja/cli.md'])('%s names every command, and no other', (page) => {
  const text = fs.readFileSync(path.resolve(import.meta.dirname, '../..', page), 'utf8');
  const named = [...text.matchAll(/^\| `(baton [^`<[]*?)(?: [<[][^`]*)?` \|/gm)].map((match) => match[1]?.trim() ?? '');
  expect(named.sort()).toEqual(commands);
});

test('every command and option says what it is for in both languages', () => {
  const bilingual = /[a-z0-9].* \/ .*[\u3040-\u30ff\u4e00-\u9fff]|^[a-z-]+(, [a-z-]+)*; repeatable \/ /i;
  const silent: string[] = [];
  const visit = (command: Command, name: string) => {
    if (name !== 'baton' && !bilingual.test(command.description())) silent.push(`${name}: ${command.description()}`);
    for (const option of command.options)
      if (!bilingual.test(option.description)) silent.push(`${name} ${option.flags}: ${option.description}`);
    for (const sub of command.commands) visit(sub, `${name} ${sub.name()}`);
  };
  visit(makeProgram(), 'baton');
  expect(silent).toEqual([]);
});

test('packages make and change know every carrier and way that the API knows', () => {
  const packages = makeProgram().commands.find((command) => command.name() === 'packages');
  for (const name of ['make', 'change']) {
    const options = packages?.commands.find((command) => command.name() === name)?.options ?? [];
    expect(options.find((option) => option.long === '--carrier')?.argChoices).toEqual(CARRIER_IDS);
    const ways = options.find((option) => option.long === '--way')?.description ?? '';
    for (const way of WAYS) expect(ways).toContain(way);
  }
});

test('no command takes a secret on its command line', () => {
  const taken: string[] = [];
  const visit = (command: Command) => {
    for (const option of command.options)
      if (/--(token|password|secret|pin)\b(?!-(stdin|hours))/.test(option.flags))
        taken.push(`${command.name()} ${option.flags}`);
    for (const sub of command.commands) visit(sub);
  };
  visit(makeProgram());
  expect(taken).toEqual([]);
});

test('openapi needs no server, no database and no token, and is the same each time', async () => {
  const [first, second] = [await baton(['openapi']), await baton(['openapi'])];
  expect(first).toEqual(second);
  const document = JSON.parse(first.out);
  expect([first.code, document.openapi, first.err]).toEqual([0, '3.1.0', '']);
  expect(Object.keys(document.paths).some((route) => route.endsWith('/packages/{id}/downloads'))).toBe(true);
});

test('an unknown command is an error that names the commands', async () => {
  const { code, err } = await baton(['devises']);
  expect([code, err]).toEqual([1, expect.stringContaining('devices')]);
});
