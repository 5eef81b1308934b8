import net from 'node:net';
import { Client, InvalidCredentialsError, ResultCodeError } from 'ldapts';
import { SourceError } from '../model/problems.ts';
import type { LdapConfig } from '../model/source-config.ts';
import { answerBound, boundAnswers } from './bound-answers.ts';

const CONNECT_MS = 10_000;
/** One page of a large directory on a busy server. */
const ANSWER_MS = 60_000;

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A server as settings and references name it. */
export function parseServer(server: string, tls: LdapConfig['tls']): Address {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(server);
  const host = (match?.[1] ?? server).toLowerCase();
  return { host, port: match?.[2] === undefined ? (tls === 'ldaps' ? 636 : 389) : Number(match[2]) };
}

/**
 * Connects to a server and binds. The certificate is checked against the name in the settings and the authorities that
 * they trust before the password is sent; there is no way to send it over a connection that is not encrypted.
 * @throws SourceError
 */
export async function connect(config: LdapConfig, server: string, password: string): Promise<Client> {
  // a server takes a bind without password for an anonymous one, and says yes
  if (password === '') throw new SourceError('SECRET_MISSING');
  const { host, port } = parseServer(server, config.tls);
  const name = host.replace(/^\[|\]$/g, '');
  const tlsOptions = {
    host: name,
    minVersion: 'TLSv1.2' as const,
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    ...(config.ca === '' ? {} : { ca: config.ca }),
  };
  const client = new Client({
    url: `${config.tls === 'ldaps' ? 'ldaps' : 'ldap'}://${host}:${port}`,
    connectTimeout: CONNECT_MS,
    timeout: ANSWER_MS,
    strictDN: false,
    ...(config.tls === 'ldaps' ? { tlsOptions } : {}),
  });
  boundAnswers(client, server);
  try {
    // the library keeps its socket in the options: a copy
    if (config.tls === 'starttls') await within(CONNECT_MS, client.startTLS({ ...tlsOptions }));
    await within(ANSWER_MS, client.bind(config.bindDn, password));
    return client;
  } catch (error) {
    await close(client);
    throw answerBound(client)?.refused() ?? connectError(error, server);
  }
}

/** Ends a connection, whatever state it is in. */
export async function close(client: Client): Promise<void> {
  await within(1_000, client.unbind()).catch(() => undefined);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Operation timed out')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED|CERT_SIGNATURE|INVALID_CA|INVALID_PURPOSE|CERT_CHAIN/;

/** What went wrong with a connection, in words that an administrator can act on. */
export function connectError(error: unknown, server: string): SourceError {
  if (error instanceof SourceError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidCredentialsError) return new SourceError('CREDENTIALS_REFUSED', { server });
  if (error instanceof ResultCodeError) {
    if (error.code === 2 || error.code === 53 || error.code === 52)
      return new SourceError('STARTTLS_REFUSED', { server });
    return new SourceError('SERVER_ERROR', { server, detail: `LDAP ${error.code}` });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new SourceError('HOST_UNKNOWN', { server });
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = error instanceof Error && 'cert' in error ? altNames(error.cert) : '';
    return new SourceError('CERTIFICATE_NAME', { server, detail: names });
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return new SourceError('CERTIFICATE_EXPIRED', { server });
  if (UNTRUSTED.test(code)) return new SourceError('CERTIFICATE_UNTRUSTED', { server, detail: code });
  if (/timed out|timeout/i.test(message)) return new SourceError('TIMED_OUT', { server });
  if (/^ERR_SSL|^EPROTO|^ERR_TLS/.test(code) || /closed before|before secure TLS/.test(message))
    return new SourceError('TLS_FAILED', { server, detail: code || 'closed' });
  return new SourceError('UNREACHABLE', { server, detail: code || 'no connection' });
}

function altNames(cert: unknown): string {
  const names = typeof cert === 'object' && cert !== null && 'subjectaltname' in cert ? cert.subjectaltname : '';
  return typeof names === 'string' ? names.slice(0, 200) : '';
}
