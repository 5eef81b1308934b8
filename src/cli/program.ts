import { Command } from 'commander';
import { attemptsCommand } from './attempts.ts';
import { auditCommand } from './audit.ts';
import { devicesCommand } from './devices.ts';
import { doctorCommand } from './doctor.ts';
import { duplicatesCommand } from './duplicates.ts';
import { groupsCommand } from './groups.ts';
import { importsCommand } from './imports.ts';
import { labelsCommand } from './labels.ts';
import { openapiCommand } from './openapi.ts';
import { operatorsCommand } from './operators.ts';
import { overviewCommand } from './overview.ts';
import { packagesCommand } from './packages.ts';
import { pinsCommand } from './pins.ts';
import { settingsCommand } from './settings.ts';
import { simulateCommand } from './simulate.ts';
import { sourcesCommand } from './sources.ts';
import { tokensCommand } from './tokens.ts';
import { usersCommand } from './users.ts';

/** `baton` with all its commands. */
export function makeProgram(): Command {
  const program = new Command('baton').description('Baton on the command line / コマンド ラインの Baton');
  const commands = [
    overviewCommand(),
    packagesCommand(),
    pinsCommand(),
    devicesCommand(),
    attemptsCommand(),
    usersCommand(),
    groupsCommand(),
    importsCommand(),
    sourcesCommand(),
    labelsCommand(),
    duplicatesCommand(),
    operatorsCommand(),
    tokensCommand(),
    settingsCommand(),
    auditCommand(),
    doctorCommand(),
    openapiCommand(),
    simulateCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  // named for the list only: main.ts runs them without loading the others
  program.command('diagnose').description('say why a PC is not co-managed or not enrolled / PC の診断');
  program.command('rules').description('test and list the rules of diagnosis / 診断のルール');
  return program;
}
