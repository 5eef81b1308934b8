import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the double got. */
export interface Seen {
  readonly path: string;
  readonly form: URLSearchParams | null;
  readonly consistency: string | undefined;
}

/**
 * A double of Microsoft's token endpoint and Graph on 127.0.0.1, shaped by Microsoft's documents: client credentials
 * (secret, or an assertion signed by a certificate's key), delta queries with nextLink and deltaLink, @removed,
 * members@delta, 429 and 503 with Retry-After, 410 for a state that it forgot.
 */
export interface GraphDouble {
  readonly cloud: { readonly login: string; readonly graph: string };
  readonly seen: Seen[];
  /** Answers of pages by path and query, such as `/v1.0/users/delta?page=2`. */
  readonly pages: Map<string, object>;
  /** Statuses to answer with before the next pages, each with its Retry-After. */
  readonly troubles: { status: number; retryAfter?: string; code?: string; token?: boolean; path?: string }[];
  secret: string;
  certificate: string | null;
  /** Until it is settled, no page is answered. */
  held: Promise<void>;
  stop(): Promise<void>;
}

const TOKEN = 'graph-access-token';

export async function startGraphDouble(): Promise<GraphDouble> {
  const double = {
    seen: [] as Seen[],
    pages: new Map<string, object>(),
    troubles: [] as GraphDouble['troubles'],
    secret: 'right',
    certificate: null as string | null,
    held: Promise.resolve(),
  };
  let base = '';
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const path = (request.url ?? '').replaceAll('%24', '$');
    const form = request.method === 'POST' ? new URLSearchParams(text) : null;
    double.seen.push({ path, form, consistency: request.headers['consistencylevel']?.toString() });
    const answer = (status: number, body: object, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    const trouble = double.troubles[0];
    const isMeant = trouble?.path === undefined || trouble.path === path;
    if (trouble !== undefined && isMeant && (trouble.token ?? false) === (form !== null)) {
      double.troubles.shift();
      answer(
        trouble.status,
        { error: { code: trouble.code ?? 'TooManyRequests', message: 'x' } },
        trouble.retryAfter === undefined ? {} : { 'retry-after': trouble.retryAfter },
      );
      return;
    }
    if (form !== null) {
      if (isKnown(form, base, path)) answer(200, { token_type: 'Bearer', expires_in: 3599, access_token: TOKEN });
      else
        answer(401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' });
      return;
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      answer(401, { error: { code: 'InvalidAuthenticationToken' } });
      return;
    }
    await double.held;
    const page = double.pages.get(path) ?? double.pages.get(path.split('?')[0] ?? '');
    if (page === undefined) answer(404, { error: { code: 'Request_ResourceNotFound' } });
    else answer(200, JSON.parse(JSON.stringify(page).replaceAll('GRAPH', base)));
  });
  const isKnown = (form: URLSearchParams, audience: string, path: string): boolean => {
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== `${base}/.default`) return false;
    if (double.certificate === null) return form.get('client_secret') === double.secret;
    const [head = '', claims = '', signature = ''] = (form.get('client_assertion') ?? '').split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const certificate = new X509Certificate(double.certificate);
    const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
    return (
      header.alg === 'PS256' &&
      header['x5t#S256'] === thumbprint &&
      said.aud === audience + path &&
      said.iss === said.sub &&
      said.exp > Date.now() / 1_000 &&
      verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        {
          key: createPublicKey(certificate.publicKey.export({ format: 'pem', type: 'spki' })),
          padding: 6,
          saltLength: 32,
        },
        Buffer.from(signature, 'base64url'),
      )
    );
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(double, {
    cloud: { login: base, graph: base },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
