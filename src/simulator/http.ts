import https from 'node:https';
import tls, { type PeerCertificate } from 'node:tls';
import { type Mishaps, SwitchedOff } from './mishaps.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** The wire broke the rules by which Windows reads answers, or broke altogether. */
export class WireError extends Error {
  readonly hresult: string;

  constructor(hresult: string, message: string) {
    super(message);
    this.name = 'WireError';
    this.hresult = hresult;
  }
}

export interface WireOptions {
  /** Roots that the PC trusts, PEM; '' are those of this machine. */
  readonly ca: string;
  /** Every host name of the installation is this address. */
  readonly address?: string;
  readonly agent?: https.Agent;
  /** What goes wrong on the way. */
  readonly mishaps?: Mishaps;
  /** This PC's time: a server certificate that is not valid then is refused. Absent: nobody looks. */
  readonly now?: () => Date;
}

const TIMEOUT_MS = 60_000;

/** A TLS agent of one PC: one kept connection, with the client certificate once it has one. */
export function makeAgent(client?: { readonly key: string; readonly cert: string }): https.Agent {
  return new https.Agent({ keepAlive: true, maxSockets: 1, ...(client ?? {}) });
}

/**
 * One request, answered as Windows demands it: with a Content-Length, never chunked.
 * @throws WireError when there is no such answer
 * @throws SwitchedOff when the PC's mishaps say so
 */
export async function request(
  method: 'GET' | 'POST',
  url: string,
  options: WireOptions,
  body?: Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (options.mishaps?.isKilled()) throw new SwitchedOff();
  const answer = await exchange(method, url, options, body, headers);
  return options.mishaps?.sendsTwice() ? exchange(method, url, options, body, headers) : answer;
}

function exchange(
  method: 'GET' | 'POST',
  url: string,
  options: WireOptions,
  body: Buffer | undefined,
  headers: Record<string, string>,
): Promise<Answer> {
  const target = new URL(url);
  const isAnswerLost = options.mishaps?.losesAnswer() ?? false;
  return new Promise((resolve, reject) => {
    const call = https.request(
      {
        host: options.address ?? '127.0.0.1',
        servername: target.hostname,
        port: target.port || 443,
        path: target.pathname + target.search,
        method,
        ...(options.ca === '' ? {} : { ca: options.ca }),
        checkServerIdentity: (host, certificate) => checkServer(host, certificate, options.now?.()),
        timeout: TIMEOUT_MS,
        ...(options.agent === undefined ? {} : { agent: options.agent }),
        headers: { host: target.host, ...(body === undefined ? {} : { 'content-length': body.length }), ...headers },
      },
      (response) => {
        if (isAnswerLost) {
          reject(new WireError('0x80072EFE', 'answer lost'));
          response.on('error', () => undefined);
          return call.destroy();
        }
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => reject(new WireError('0x80072EFE', 'connection aborted')));
        response.on('end', () => {
          const content = Buffer.concat(chunks);
          if (response.headers['transfer-encoding'] !== undefined)
            return reject(new WireError('0x80180029', 'chunked answer'));
          if (response.statusCode !== 204 && Number(response.headers['content-length']) !== content.length) {
            return reject(new WireError('0x80180029', 'Content-Length is missing or wrong'));
          }
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: content,
          });
        });
      },
    );
    call.on('timeout', () => call.destroy(new WireError('0x80072EE2', 'timeout')));
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof WireError) return reject(error);
      const isTls = (error.code ?? '').startsWith('ERR_TLS') || /certificate/i.test(error.message);
      reject(new WireError(isTls ? '0x80180012' : '0x80180010', error.message));
    });
    call.end(body);
  });
}

/** The rules of TLS for names, and this PC's time for the dates; asked before anything is sent. */
function checkServer(host: string, certificate: PeerCertificate, now: Date | undefined): Error | undefined {
  const isDated =
    now === undefined || (new Date(certificate.valid_from) <= now && now <= new Date(certificate.valid_to));
  if (!isDated) return new WireError('0x80072F05', 'the server certificate is not valid at this time');
  return tls.checkServerIdentity(host, certificate);
}

/** The part of larger options that says how the wire is. */
export function wireOf(options: WireOptions): WireOptions {
  const { ca, address, mishaps, now } = options;
  return {
    ca,
    ...(address === undefined ? {} : { address }),
    ...(mishaps === undefined ? {} : { mishaps }),
    ...(now === undefined ? {} : { now }),
  };
}
