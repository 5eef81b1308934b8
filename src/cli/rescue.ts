import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { Command } from 'commander';
import { type Config, readConfig } from '../config/config.ts';
import { readMasterKey } from '../config/master-key.ts';
import { StartupError } from '../config/startup-error.ts';
import { createPasswords } from '../operators/passwords.ts';
import { type Rescue, rescueOperator } from '../operators/rescue-operator.ts';
import { listAuthorities } from '../storage/authorities-store.ts';
import { openDatabase } from '../storage/database.ts';
import { findOwnServer } from '../storage/database-folder.ts';
import { Refusal } from '../storage/refusal.ts';
import { opensWith } from './doctor/check-certificates.ts';
import { type Language, languageOption, type Sentence } from './language.ts';
import { note } from './print.ts';

/**
 * `baton operators rescue`: a one-time password without signing in, for the last administrator who forgot theirs. It asks
 * the database itself, so it works on the server's machine only: under the server's account and variables, with its master key.
 */
export function rescueCommand(): Command {
  return new Command('rescue')
    .description(
      "on the server's machine, without a token: a one-time password for who cannot sign in / サーバー上でのパスワードの復旧 (トークン不要)",
    )
    .argument('<userName>', 'user name / ユーザー名')
    .addOption(languageOption())
    .action(async (userName: string, { language }: { language: Language }) => {
      try {
        say(await rescue(userName, process.env, process.cwd()), language);
      } catch (error) {
        if (error instanceof StartupError) throw new Error(error.sentence[language], { cause: error });
        if (error instanceof Refusal) throw new Error(error.text[language], { cause: error });
        throw error;
      }
    });
}

async function rescue(
  userName: string,
  environment: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): Promise<Rescue> {
  const config = readConfig(environment, workingFolder);
  const url = config.databaseUrl?.reveal() ?? findOwnServer(config.dataFolder);
  if (url === null) {
    throw refused({
      en: `No database of Baton runs below ${config.dataFolder}. Start Baton, and use its account and its variables.`,
      ja: `${config.dataFolder} で Baton のデータベースが実行されていません。Baton を起動し、同じアカウントと環境変数で実行してください。`,
    });
  }
  const database = openDatabase(url);
  try {
    await requireMasterKey(config, await listAuthorities(database));
    return await rescueOperator({ database, passwords: createPasswords() }, userName, {
      account: os.userInfo().username,
      requestId: randomUUID(),
    });
  } finally {
    await database.close();
  }
}

/** Who only knows the database's address is not on the server's machine: the key that sealed this installation is there alone. */
async function requireMasterKey(config: Config, stored: Awaited<ReturnType<typeof listAuthorities>>): Promise<void> {
  const key = readMasterKey(config);
  const [first] = stored;
  if (key !== null && first !== undefined && opensWith(key, ...first)) return;
  throw refused({
    en: 'The master key of this installation is not here. Run this on the server, with its BATON_KEYS or BATON_MASTER_KEY.',
    ja: 'このインストールのマスター キーがありません。サーバー上で、サーバーと同じ BATON_KEYS または BATON_MASTER_KEY を指定して実行してください。',
  });
}

function refused(sentence: Sentence): Refusal {
  return new Refusal('forbidden', 'NOT_ON_SERVER', sentence);
}

function say(rescued: Rescue, language: Language): void {
  const { userName, endedSessions, endedTokens } = rescued;
  note(
    {
      en: `One-time password of ${userName}, not shown again; it must be changed at the first sign-in. Ended: ${endedSessions} sessions, ${endedTokens} API tokens.`,
      ja: `${userName} の一時パスワード (再表示されません。初回サインイン時に変更が必要です)。セッション ${endedSessions} 件、API トークン ${endedTokens} 件を終了しました。`,
    },
    language,
  );
  process.stdout.write(`${rescued.oneTimePassword}\n`);
}
