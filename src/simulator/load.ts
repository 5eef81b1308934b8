import { generateKeyPairSync, randomUUID } from 'node:crypto';
import tls from 'node:tls';
import { makeCsr } from './csr.ts';
import type { PackageFiles } from './kit.ts';
import type { Hardware } from './pc.ts';

/** One enrollment whose bodies were made beforehand: only the claim's answer is put in while the clock runs. */
export interface PreparedEnrollment {
  readonly claim: Buffer;
  readonly discover: Buffer;
  /** Bodies with @UPN@ and @SECRET@ where the claim's answer goes. */
  readonly getPolicies: string;
  readonly requestSecurityToken: string;
}

const MARKS = { upn: '@UPN@', secret: '@SECRET@' };
const KEY_PAIRS = 8;

/** Makes bodies for many PCs; a few key pairs serve them all, since the server never compares keys. */
export function prepareEnrollments(
  pcs: readonly { readonly hardware: Hardware; readonly user: string | null }[],
  files: PackageFiles,
  bodies: {
    getPolicies(upn: string, secret: string): string;
    requestSecurityToken(hardware: Hardware, csr: Buffer, upn: string, secret: string, deviceId: string): string;
    discover(hardware: Hardware): string;
  },
): PreparedEnrollment[] {
  const csrs = Array.from({ length: KEY_PAIRS }, () =>
    makeCsr(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'load'),
  );
  return pcs.map(({ hardware, user }, index) => {
    const csr = csrs[index % KEY_PAIRS] ?? Buffer.alloc(0);
    const claim = {
      packageId: files.packageId,
      pin: files.pin,
      kit: files.kit,
      identity: { kind: 'user', name: user ?? `u${index}@example.test` },
      pc: { ...hardware, permanentMacs: hardware.macs, currentMacs: hardware.macs },
      oldPlatforms: hardware.clientId.configmgr === undefined ? ['epm'] : ['configmgr'],
      mdms: [],
      language: 'ja',
    };
    return {
      claim: Buffer.from(JSON.stringify(claim)),
      discover: Buffer.from(bodies.discover(hardware)),
      getPolicies: bodies.getPolicies(MARKS.upn, MARKS.secret),
      requestSecurityToken: bodies.requestSecurityToken(
        hardware,
        csr,
        MARKS.upn,
        MARKS.secret,
        randomUUID().replaceAll('-', ''),
      ),
    };
  });
}

/** Puts a claim's answer into a prepared body. */
export function fill(body: string, upn: string, secret: string): Buffer {
  return Buffer.from(body.replace(MARKS.upn, upn).replace(MARKS.secret, secret));
}

/** The curves that Schannel offers, in its order; OpenSSL's own default begins with a key exchange that Windows 10 has not. */
const WINDOWS_CURVES = 'X25519:P-256:P-384';

/** What PCs bring to their handshakes: the roots they trust and, once they have one, a client certificate. */
export function windowsTls(options: { readonly ca: string; readonly key?: string; readonly cert?: string }) {
  return tls.createSecureContext({ ...options, ecdhCurve: WINDOWS_CURVES });
}

/** A TLS connection that speaks the little HTTP a load tool needs: one request after the other, answers by Content-Length. */
export class LoadConnection {
  readonly #socket: tls.TLSSocket;
  #buffer: Buffer = Buffer.alloc(0);
  #waiting: ((answer: { status: number; body: Buffer }) => void) | null = null;
  #failed: ((error: Error) => void) | null = null;

  private constructor(socket: tls.TLSSocket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('connection closed')));
  }

  static open(
    port: number,
    servername: string,
    options: { readonly secureContext: tls.SecureContext; readonly session?: Buffer },
  ): Promise<LoadConnection> {
    return new Promise((resolve, reject) => {
      const socket = tls.connect({ host: '127.0.0.1', port, servername, ...options }, () => {
        socket.removeListener('error', reject);
        resolve(new LoadConnection(socket));
      });
      socket.once('error', reject);
    });
  }

  post(path: string, host: string, contentType: string, body: Buffer): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#failed = reject;
      const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length}\r\n\r\n`;
      this.#socket.write(Buffer.concat([Buffer.from(head), body]));
    });
  }

  close(): void {
    this.#failed = null;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const end = this.#buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#buffer.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#buffer.length < end + 4 + length) return;
    const body = this.#buffer.subarray(end + 4, end + 4 + length);
    this.#buffer = this.#buffer.subarray(end + 4 + length);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.({ status: Number(head.slice(9, 12)), body });
  }
}
