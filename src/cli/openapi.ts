import fs from 'node:fs';
import { Command } from 'commander';
import type { OperatorServices } from '../server/operator-door/services.ts';

/** `baton openapi`: the description of the API, from the schemas alone; no server, no database. */
export function openapiCommand(): Command {
  return new Command('openapi')
    .description('print the OpenAPI document of the API / API の OpenAPI 文書を出力')
    .action(async () => {
      // the whole server: loaded for this command alone
      const { createOperatorDoor } = await import('../server/operator-door/door.ts');
      const { default: pino } = await import('pino');
      const { version } = JSON.parse(fs.readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
      // the routes are described, never called: what they would use is not there
      const services = { version, environment: 'production' } as unknown as OperatorServices;
      const door = await createOperatorDoor(services, { logger: pino({ level: 'silent' }), hosts: [] });
      await door.ready();
      process.stdout.write(`${JSON.stringify(door.swagger(), null, 2)}\n`);
      await door.close();
    });
}
