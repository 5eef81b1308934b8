import { Command } from 'commander';
import { type Config, readConfig } from '../config/config.ts';
import { StartupError } from '../config/startup-error.ts';
import { checkDatabase } from './doctor/check-database.ts';
import { checkDoors } from './doctor/check-doors.ts';
import { checkDataFolder, checkDiskSpace, checkMachineClock, checkMasterKey } from './doctor/check-machine.ts';
import { type CheckResult, type CheckStatus, result } from './doctor/check-result.ts';
import { type Language, languageOption } from './language.ts';

/** Where the installation is looked for, as `npm start` would look. */
export interface DoctorOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly now: Date;
}

/**
 * Looks at an installation, running or not, and changes nothing: folder, lock, master key, clock, disk, database,
 * migrations, certificates, doors or their ports.
 */
export async function examineInstallation(options: DoctorOptions): Promise<CheckResult[]> {
  let config: Config;
  try {
    config = readConfig(options.environment, options.workingFolder);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return [result('configuration', 'fail', error.sentence.en, error.sentence.ja)];
  }
  const folder = checkDataFolder(config);
  const masterKey = checkMasterKey(config, folder.isStarted);
  const database = await checkDatabase(config, masterKey.key, options.now);
  return [
    result('configuration', 'ok', `host ${config.host}`, `ホスト ${config.host}`),
    ...folder.results,
    masterKey.line,
    checkMachineClock(config, options.now),
    checkDiskSpace(config),
    ...database.results,
    ...(await checkDoors(config, folder.isRunning, database.tlsRoot)),
  ];
}

const MARKS: Readonly<Record<CheckStatus, string>> = { ok: '[ ok ]', warn: '[warn]', fail: '[FAIL]' };

/** The lines as a person reads them, with a sum below. */
export function renderCheckup(results: readonly CheckResult[], language: 'ja' | 'en'): string {
  const width = Math.max(...results.map(({ check }) => check.length));
  const lines = results.map((line) => `${MARKS[line.status]} ${line.check.padEnd(width)}  ${line[language]}`);
  const count = (status: CheckStatus) => results.filter((line) => line.status === status).length;
  const sum =
    language === 'ja'
      ? `正常 ${count('ok')} 件、警告 ${count('warn')} 件、異常 ${count('fail')} 件`
      : `${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failures`;
  return `${[...lines, sum].join('\n')}\n`;
}

/** `baton doctor`: works without a server; exit code 0 unless a check fails. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check an installation: folder, key, database, certificates, doors / インストールの検査')
    .addOption(languageOption())
    .option('--json', 'print one JSON object / JSON で出力', false)
    .action(async ({ language, json }: { language: Language; json: boolean }) => {
      const environment = process.env;
      const results = await examineInstallation({ environment, workingFolder: process.cwd(), now: new Date() });
      const isOk = results.every((line) => line.status !== 'fail');
      process.stdout.write(
        json ? `${JSON.stringify({ ok: isOk, checks: results })}\n` : renderCheckup(results, language),
      );
      process.exitCode = isOk ? 0 : 1;
    });
}
