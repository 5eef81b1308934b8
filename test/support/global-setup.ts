import { startTestPostgres } from './postgres.ts';

/** One real PostgreSQL for the whole run; each test file copies the migrated template database. */
export default async function setup(project: {
  provide(key: 'postgres', value: string): void;
}): Promise<() => Promise<void>> {
  if (!process.version.startsWith('v24.'))
    throw new Error(`tests need Node 24, this is ${process.version}: run npm test`);
  const server = await startTestPostgres();
  project.provide('postgres', server.url);
  return server.stop;
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: string;
  }
}
