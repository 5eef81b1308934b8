import https from 'node:https';

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
  /** Roots that the PC trusts, PEM. */
  readonly ca: string;
  /** Every host name of the installation is this address. */
  readonly address?: string;
  readonly agent?: https.Agent;
  /** Cuts the connection once the request is sent: the answer is lost on the way. */
  readonly loseAnswer?: boolean;
}

const TIMEOUT_MS = 60_000;

/** A TLS agent of one PC: one kept connection, with the client certificate once it has one. */
export function makeAgent(client?: { readonly key: string; readonly cert: string }): https.Agent {
  return new https.Agent({ keepAlive: true, maxSockets: 1, ...(client ?? {}) });
}

/** One request, answered as Windows demands it: with a Content-Length, never chunked. */
export function request(
  method: 'GET' | 'POST',
  url: string,
  options: WireOptions,
  body?: Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const target = new URL(url);
  return new Promise((resolve, reject) => {
    const call = https.request(
      {
        host: options.address ?? '127.0.0.1',
        servername: target.hostname,
        port: target.port || 443,
        path: target.pathname + target.search,
        method,
        ca: options.ca,
        timeout: TIMEOUT_MS,
        ...(options.agent === undefined ? {} : { agent: options.agent }),
        headers: { host: target.host, ...(body === undefined ? {} : { 'content-length': body.length }), ...headers },
      },
      (response) => {
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
    call.end(body, () => {
      if (options.loseAnswer) setTimeout(() => call.destroy(new WireError('0x80072EFE', 'answer lost')), 20);
    });
  });
}
