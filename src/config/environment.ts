import net from 'node:net';
import { z } from 'zod';

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

const host = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .refine((text) => (net.isIP(text) > 0 && !text.includes('%')) || HOST_NAME.test(text));
const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535)
  .transform(Number);
const address = z.string().refine((text) => net.isIP(text) > 0);
const folder = z.string().min(1).max(1024);
const yes = z.literal(['yes', 'no']).transform((word) => word === 'yes');
const key = z.string().min(1);

/** Every environment variable that Baton reads: its rule and what it is for. */
export const ENVIRONMENT = {
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional()
    .describe('PostgreSQL 15 or newer to use instead of the one that Baton starts'),
  BATON_DATA: folder
    .optional()
    .describe('data folder; default ./baton-data, or /var/lib/baton for root below a private folder'),
  BATON_KEYS: folder
    .optional()
    .describe('folder of the master key, outside the data folder; default ./baton-keys, or /etc/baton'),
  BATON_MASTER_KEY: key.optional().describe('the master key itself (32 bytes in base64 or hex), for several nodes'),
  BATON_HOST: host.optional().describe('name by which PCs reach this server; default: the name of the machine'),
  BATON_EXTRA_HOSTS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
    .pipe(z.array(host).max(20))
    .describe('further names and addresses in the TLS certificate, by commas'),
  BATON_ADDRESS: address.default('0.0.0.0').describe('address that the enrollment and management doors listen on'),
  BATON_ENROLLMENT_PORT: port.default(8443).describe('port of the enrollment door'),
  BATON_MANAGEMENT_PORT: port.default(8444).describe('port of the management door'),
  BATON_OPERATOR_ADDRESS: address
    .default('127.0.0.1')
    .describe('address of the operator door; TLS unless it is loopback'),
  BATON_OPERATOR_PORT: port.default(8080).describe('port of the operator door (console, API)'),
  BATON_TLS_CERT: folder.optional().describe('PEM file: server certificate and intermediates; with BATON_TLS_KEY'),
  BATON_TLS_KEY: folder.optional().describe('PEM file: private key of BATON_TLS_CERT'),
  BATON_NEW_TLS_ROOT: yes
    .default(false)
    .describe('yes: replace the TLS root when the hosts changed, although PCs trust the former one'),
  BATON_ACCEPT_CLOCK: yes
    .default(false)
    .describe('yes: start although the clock is behind the newest entry of the database'),
  BATON_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where notices are posted as JSON: PINs about to expire, new findings'),
  BATON_WEBHOOK_SECRET: key
    .optional()
    .describe('signs each notice: X-Baton-Signature is sha256= and the HMAC-SHA256 of the body in hex'),
  BATON_LOG_LEVEL: z
    .literal(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('least level that is logged'),
  BATON_SERVER: z.url().optional().describe('for the command line tool: address of the operator door'),
  BATON_TOKEN: key.optional().describe('for the command line tool: API token'),
} as const;

/** Name of one of them. */
export type EnvironmentName = keyof typeof ENVIRONMENT;

const HOST = { en: 'a host name or an IP address', ja: 'ホスト名または IP アドレス' };
const PORT = { en: 'a port, 0 to 65535', ja: '0 から 65535 までのポート番号' };
const ADDRESS = { en: 'an IP address', ja: 'IP アドレス' };
const FOLDER = { en: 'the path of a folder', ja: 'フォルダーのパス' };
const FILE = { en: 'the path of a PEM file', ja: 'PEM ファイルのパス' };
const YES = { en: 'yes or no', ja: 'yes または no' };
const KEY = { en: 'some text', ja: '1 文字以上のテキスト' };
const URL_TEXT = { en: 'http:// or https:// and an address', ja: 'http:// または https:// で始まる URL' };
const DATABASE = 'postgres://user:password@host:port/database';
const LEVELS = 'fatal, error, warn, info, debug, trace, silent';

/** What each variable should be, for whoever wrote something else; what was written is never repeated. */
export const EXPECTED: Readonly<Record<EnvironmentName, { readonly en: string; readonly ja: string }>> = {
  DATABASE_URL: { en: DATABASE, ja: DATABASE },
  BATON_DATA: FOLDER,
  BATON_KEYS: FOLDER,
  BATON_MASTER_KEY: KEY,
  BATON_HOST: HOST,
  BATON_EXTRA_HOSTS: { en: 'host names or IP addresses, by commas', ja: 'ホスト名または IP アドレス (コンマ区切り)' },
  BATON_ADDRESS: ADDRESS,
  BATON_ENROLLMENT_PORT: PORT,
  BATON_MANAGEMENT_PORT: PORT,
  BATON_OPERATOR_ADDRESS: ADDRESS,
  BATON_OPERATOR_PORT: PORT,
  BATON_TLS_CERT: FILE,
  BATON_TLS_KEY: FILE,
  BATON_NEW_TLS_ROOT: YES,
  BATON_ACCEPT_CLOCK: YES,
  BATON_WEBHOOK_URL: URL_TEXT,
  BATON_WEBHOOK_SECRET: KEY,
  BATON_LOG_LEVEL: { en: LEVELS, ja: LEVELS },
  BATON_SERVER: URL_TEXT,
  BATON_TOKEN: KEY,
};
