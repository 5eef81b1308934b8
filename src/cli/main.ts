import { Command } from 'commander';
import { devicesCommand } from './devices.ts';
import { doctorCommand } from './doctor.ts';
import { packagesCommand } from './packages.ts';

const program = new Command('baton')
  .description('Baton on the command line / コマンド ラインの Baton')
  .addCommand(devicesCommand())
  .addCommand(packagesCommand())
  .addCommand(doctorCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
