import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { type EnvironmentName, EXPECTED } from './environment.ts';
import { StartupError } from './startup-error.ts';

const read = (environment: Record<string, string | undefined>) => readConfig(environment, '/srv/baton');

function refusal(environment: Record<string, string | undefined>): StartupError {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('accepted');
}

test('without any variable: three doors on their ports, the operator door on loopback without TLS', () => {
  expect(read({ PATH: '/bin' })).toMatchObject({
    dataFolder: '/srv/baton/baton-data',
    keyFolder: '/srv/baton/baton-keys',
    databaseUrl: undefined,
    enrollmentDoor: { address: '0.0.0.0', port: 8443 },
    managementDoor: { address: '0.0.0.0', port: 8444 },
    operatorDoor: { address: '127.0.0.1', port: 8080 },
    isOperatorDoorTls: false,
    tlsFiles: undefined,
    mayReplaceTlsRoot: false,
  });
});

test.runIf(process.getuid?.() === 0)(
  'root in a private home keeps data where PostgreSQL reaches it, unless told otherwise',
  () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-home-'));
    const clone = path.join(home, 'clone');
    expect(readConfig({}, clone)).toMatchObject({ dataFolder: '/var/lib/baton', keyFolder: '/etc/baton' });
    expect(readConfig({ BATON_DATA: 'mine' }, clone).dataFolder).toBe(path.join(clone, 'mine'));
    fs.chmodSync(home, 0o755);
    expect(readConfig({}, clone).dataFolder).toBe(path.join(clone, 'baton-data'));
    fs.rmSync(home, { recursive: true });
  },
);

test('the operator door speaks TLS as soon as it listens elsewhere than on loopback', () => {
  const isTls = (BATON_OPERATOR_ADDRESS: string) => read({ BATON_OPERATOR_ADDRESS }).isOperatorDoorTls;
  expect(['127.0.0.1', '127.8.8.8', '::1', '0.0.0.0', '::', '10.0.0.1'].map(isTls)).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
});

test('host names are compared in lower case and never twice in a certificate', () => {
  const { host, hosts } = read({
    BATON_HOST: 'MDM.Example.test',
    BATON_EXTRA_HOSTS: '10.0.0.1, mdm.example.TEST ,fd00::1',
  });
  expect(host).toBe('mdm.example.test');
  expect(hosts).toEqual(['mdm.example.test', '10.0.0.1', 'fd00::1']);
});

test('an empty variable counts as absent', () => {
  expect(read({ BATON_HOST: '', DATABASE_URL: '' }).databaseUrl).toBeUndefined();
});

test.each([
  ['BATON_ENROLLMENT_PORT', '65536'],
  ['BATON_ENROLLMENT_PORT', '-1'],
  ['BATON_ENROLLMENT_PORT', '8443x'],
  ['BATON_HOST', 'pc 01'],
  ['BATON_HOST', '-mdm.example.test'],
  ['BATON_HOST', `${'a'.repeat(64)}.test`],
  ['BATON_HOST', 'fe80::1%eth0'],
  ['BATON_EXTRA_HOSTS', 'ok.test,not ok'],
  ['BATON_ADDRESS', 'mdm.example.test'],
  ['BATON_NEW_TLS_ROOT', 'true'],
  ['BATON_LOG_LEVEL', 'loud'],
  ['DATABASE_URL', 'mysql://user:hunter2@db/baton'],
])('refuses %s=%s by name and rule, and does not repeat the value', (name, value) => {
  const error = refusal({ [name]: value });
  expect(error.exitCode).toBe(10);
  for (const sentence of [error.sentence.en, error.sentence.ja]) {
    expect(sentence).toContain(name);
    expect(sentence).not.toContain(value);
  }
});

test('refuses a name that Baton does not know: a slip of the pen', () => {
  expect(refusal({ BATON_HOTS: 'mdm.example.test' }).sentence.en).toContain('BATON_HOTS');
});

test('refuses a key folder inside the data folder, unless the key comes from the environment', () => {
  const inside = { BATON_DATA: '/srv/data', BATON_KEYS: '/srv/data/keys' };
  expect(refusal(inside).sentence.en).toContain('BATON_KEYS');
  expect(read({ ...inside, BATON_MASTER_KEY: 'x' }).masterKey?.reveal()).toBe('x');
  expect(read({ BATON_DATA: '/srv/data', BATON_KEYS: '/srv/data-keys' }).keyFolder).toBe('/srv/data-keys');
});

test('refuses a certificate without its key', () => {
  expect(refusal({ BATON_TLS_CERT: 'a.pem' }).sentence.en).toContain('BATON_TLS_KEY');
});

test('secrets show as a mark however the configuration is printed', () => {
  const config = read({ DATABASE_URL: 'postgres://u:hunter2@db/baton', BATON_MASTER_KEY: 'hunter3' });
  const printed = [JSON.stringify(config), inspect(config, { depth: 9 }), `${config.databaseUrl} ${config.masterKey}`];
  for (const text of printed) expect(text).not.toMatch(/hunter/);
  expect(config.databaseUrl?.reveal()).toContain('hunter2');
});

test('throws nothing but StartupError on any values', () => {
  const names = [
    'BATON_HOST',
    'BATON_EXTRA_HOSTS',
    'BATON_ADDRESS',
    'BATON_OPERATOR_PORT',
    'DATABASE_URL',
    'BATON_DATA',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.string({ maxLength: 300 }), (name, value) => {
      try {
        read({ [name]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(StartupError);
      }
    }),
  );
});

test.each([
  ['BATON_OPERATOR_PORT', '99999'],
  ['BATON_HOST', 'not a host'],
  ['BATON_NEW_TLS_ROOT', 'perhaps'],
  ['BATON_LOG_LEVEL', 'loud'],
  ['BATON_WEBHOOK_URL', 'ftp://example.test'],
])('%s: what is expected is said in both languages, and the value is not repeated', (name, value) => {
  const { sentence } = refusal({ [name]: value });
  expect(sentence.en).toBe(`${name} is not usable; expected: ${EXPECTED[name as EnvironmentName].en}.`);
  expect(sentence.ja).toContain(EXPECTED[name as EnvironmentName].ja);
  expect(sentence.en + sentence.ja).not.toContain(value);
});
