import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ENVIRONMENT, type EnvironmentName, EXPECTED } from './environment.ts';
import { findPrivateParent } from './private-parent.ts';
import { type Secret, secret } from './secret.ts';
import { StartupError } from './startup-error.ts';

/** Where one door listens. */
export interface DoorAddress {
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
}

/** What an administrator decides outside Baton, checked. Folders are absolute. */
export interface Config {
  readonly dataFolder: string;
  readonly keyFolder: string;
  /** Undefined: the key stands in the key folder. */
  readonly masterKey: Secret | undefined;
  /** Undefined: Baton starts a PostgreSQL of its own. */
  readonly databaseUrl: Secret | undefined;
  /** The enrollment host: PCs reach both device doors by it. */
  readonly host: string;
  /** `host` and every further name and address of the TLS certificate. */
  readonly hosts: readonly string[];
  readonly enrollmentDoor: DoorAddress;
  readonly managementDoor: DoorAddress;
  readonly operatorDoor: DoorAddress;
  /** Whether the operator door speaks TLS: as soon as it listens elsewhere than on loopback. */
  readonly isOperatorDoorTls: boolean;
  /** A certificate that PCs trust already; undefined: Baton makes its own TLS root. */
  readonly tlsFiles: { readonly certificate: string; readonly key: string } | undefined;
  readonly mayReplaceTlsRoot: boolean;
  readonly acceptsClock: boolean;
  /** Where notices go; its URL may hold a secret of the receiver. Undefined: nowhere. */
  readonly webhook: { readonly url: Secret; readonly secret: Secret | undefined } | undefined;
  readonly logLevel: string;
}

const schema = z.object(ENVIRONMENT);

/**
 * Reads the configuration from environment variables. An empty variable counts as absent; a `BATON_` name that Baton
 * does not know is refused, since it is a slip of the pen that would otherwise go unseen.
 * @throws StartupError `configuration`, which names the variable and never repeats its value
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, workingFolder: string): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== '' && /^(BATON_|DATABASE_URL$)/.test(name)),
  );
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(ENVIRONMENT, name));
  if (unknown !== undefined) {
    throw new StartupError('configuration', {
      en: `${unknown} is not a variable that Baton knows; check its spelling.`,
      ja: `${unknown} は Baton が認識しない環境変数です。綴りを確認してください。`,
    });
  }
  const checked = schema.safeParse(given);
  if (!checked.success) throw badVariable(checked.error.issues[0]);
  const values = checked.data;

  const dataFolder = path.resolve(workingFolder, values.BATON_DATA ?? defaultFolder(workingFolder, 'baton-data'));
  const keyFolder = path.resolve(workingFolder, values.BATON_KEYS ?? defaultFolder(workingFolder, 'baton-keys'));
  if (values.BATON_MASTER_KEY === undefined && isInside(keyFolder, dataFolder)) {
    throw new StartupError('configuration', {
      en: 'BATON_KEYS lies inside BATON_DATA; the master key must be kept apart from the data that it protects.',
      ja: 'BATON_KEYS が BATON_DATA の中にあります。マスター キーは、保護するデータとは別の場所に置いてください。',
    });
  }
  if ((values.BATON_TLS_CERT === undefined) !== (values.BATON_TLS_KEY === undefined)) {
    throw new StartupError('configuration', {
      en: 'BATON_TLS_CERT and BATON_TLS_KEY must be set together.',
      ja: 'BATON_TLS_CERT と BATON_TLS_KEY は両方設定してください。',
    });
  }
  const host = values.BATON_HOST ?? machineName();
  return {
    dataFolder,
    keyFolder,
    masterKey: values.BATON_MASTER_KEY === undefined ? undefined : secret(values.BATON_MASTER_KEY),
    databaseUrl: values.DATABASE_URL === undefined ? undefined : secret(values.DATABASE_URL),
    host,
    hosts: [...new Set([host, ...values.BATON_EXTRA_HOSTS])],
    enrollmentDoor: { address: values.BATON_ADDRESS, port: values.BATON_ENROLLMENT_PORT },
    managementDoor: { address: values.BATON_ADDRESS, port: values.BATON_MANAGEMENT_PORT },
    operatorDoor: { address: values.BATON_OPERATOR_ADDRESS, port: values.BATON_OPERATOR_PORT },
    isOperatorDoorTls: !isLoopback(values.BATON_OPERATOR_ADDRESS),
    tlsFiles:
      values.BATON_TLS_CERT === undefined || values.BATON_TLS_KEY === undefined
        ? undefined
        : {
            certificate: path.resolve(workingFolder, values.BATON_TLS_CERT),
            key: path.resolve(workingFolder, values.BATON_TLS_KEY),
          },
    mayReplaceTlsRoot: values.BATON_NEW_TLS_ROOT,
    acceptsClock: values.BATON_ACCEPT_CLOCK,
    webhook:
      values.BATON_WEBHOOK_URL === undefined
        ? undefined
        : {
            url: secret(values.BATON_WEBHOOK_URL),
            secret: values.BATON_WEBHOOK_SECRET === undefined ? undefined : secret(values.BATON_WEBHOOK_SECRET),
          },
    logLevel: values.BATON_LOG_LEVEL,
  };
}

function badVariable(issue: z.core.$ZodIssue | undefined): StartupError {
  const name = Object.keys(ENVIRONMENT).find((known): known is EnvironmentName => known === issue?.path[0]);
  const { en, ja } = name === undefined ? { en: '', ja: '' } : EXPECTED[name];
  return new StartupError('configuration', {
    en: `${name} is not usable; expected: ${en}.`,
    ja: `${name} の値を使用できません。正しい値: ${ja}`,
  });
}

/** The machine's own name where it can stand in a certificate, else `localhost`. */
function machineName(): string {
  const name = ENVIRONMENT.BATON_HOST.safeParse(os.hostname());
  return name.data ?? 'localhost';
}

/** Where files go that nobody named a place for: beside the work, unless PostgreSQL could not reach it there. */
function defaultFolder(workingFolder: string, name: 'baton-data' | 'baton-keys'): string {
  if (findPrivateParent(path.join(workingFolder, name)) === null) return path.join(workingFolder, name);
  return name === 'baton-data' ? '/var/lib/baton' : '/etc/baton';
}

function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

function isLoopback(address: string): boolean {
  return net.isIPv4(address) ? address.startsWith('127.') : address === '::1';
}
