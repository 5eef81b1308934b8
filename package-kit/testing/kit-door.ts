import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** What Windows does with a ppkg at the enrollment door, and what came of it. */
export interface WindowsEnrollment {
  readonly upn: string;
  readonly secret: string;
  readonly name: string;
  readonly macs: readonly string[];
  readonly hwDevId: string;
  /** What RegisterDeviceWithManagement was given: then it is a full enrollment, in the session of a user. */
  readonly token?: string;
}

/** One claim as the door counts it. */
export interface DoorClaim {
  readonly id: string;
  readonly name: string;
  readonly hardware: string;
  state: 'reserved' | 'used' | 'replaced' | 'revoked' | 'expired';
  secret: string;
  token: string;
  firstSessionAt: string | null;
}

/** A door and one package of it: what a PC meets. The suites run against this double and against Baton's own doors. */
export interface PackageDoor {
  /** https://host:port without a slash at the end. */
  readonly url: string;
  readonly discoveryUrl: string;
  readonly root: { readonly pem: string; readonly sha256: string };
  readonly packageId: string;
  readonly pin: string;
  readonly shared: { readonly upn: string; readonly secret: string };
  enrollAsWindows(enrollment: WindowsEnrollment): Promise<{ hresult?: string; discoveryUrl?: string }>;
  sessionAsWindows(hwDevId: string): Promise<void>;
}

/** The doubled door: it also tells what it was asked, and answers as a test wants. */
export interface KitDoor extends PackageDoor {
  /** Answers every further claim (and renewal) with this instead of judging it; null judges again. */
  answerClaims(answer: Record<string, unknown> | null): void;
  /** Answers everything with this HTTP status; null answers properly again. */
  answerStatus(status: number | null): void;
  /** Further claims count as used from the beginning. */
  useClaimsAtOnce(): void;
  setClaimState(id: string, state: DoorClaim['state']): void;
  claims(): readonly DoorClaim[];
  stages(): readonly Record<string, unknown>[];
  reports(): readonly Record<string, unknown>[];
  /** Answers of `POST …/ppkg`: the way is off, a ppkg for the claim, one whose bytes are not those that its header says, or busy. */
  offerPpkg(offer: 'off' | 'written' | 'damaged' | 'busy'): void;
  /** Evidence that was taken, each with who proved to send it: a claim's id, the name that a PIN's holder said, a certificate's subject. */
  evidence(): readonly { readonly from: string; readonly json: Record<string, unknown> }[];
  /** Bodies of all claims made, as they came. */
  claimBodies(): readonly Record<string, unknown>[];
  stop(): Promise<void>;
}

/** What double.ps1 takes for a ppkg: the XML that a real one has inside. */
export function doubledPpkg(id: string, upn: string, secret: string): string {
  return `<WindowsCustomizations><PackageConfig><ID>{${id}}</ID></PackageConfig><Settings><Customizations><Common><Workplace><Enrollments><UPN UPN="${upn}"><Secret>${secret}</Secret></UPN></Enrollments></Workplace></Common></Customizations></Settings></WindowsCustomizations>`;
}

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const randomSecret = () => [...randomBytes(12)].map((byte) => ALPHABET[byte % 32]).join('');

/** A self-signed certificate and its key, PEM, valid for a day. */
export async function makeCertificate(name: string): Promise<{ pem: string; sha256: string; key: string }> {
  x509.cryptoProvider.set(crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    pem: certificate.toString('pem'),
    sha256: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex').toUpperCase(),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`,
  };
}

/** Starts a door on 127.0.0.1 that keeps the kit contract: one PIN, one use for one hardware, renewals, stages, reports. */
export async function startKitDoor(): Promise<KitDoor> {
  const tls = await makeCertificate('Baton TLS root of a test');
  const packageId = randomUUID();
  const pin = randomSecret();
  const claims: DoorClaim[] = [];
  const stages: Record<string, unknown>[] = [];
  const reports: Record<string, unknown>[] = [];
  const claimBodies: Record<string, unknown>[] = [];
  const evidence: { from: string; json: Record<string, unknown> }[] = [];
  let ppkg: Parameters<KitDoor['offerPpkg']>[0] = 'off';
  const enrolled = new Map<string, DoorClaim>();
  let forced: Record<string, unknown> | null = null;
  let status: number | null = null;
  let atOnce = false;
  const shared = { upn: 'shared@localhost', secret: randomSecret() };
  let url = '';

  const accepted = (claim: DoorClaim) => ({
    decision: 'accepted',
    claimId: claim.id,
    expiresAt: new Date(Date.now() + 8 * 3_600_000).toISOString(),
    renewUntil: new Date(Date.now() + 72 * 3_600_000).toISOString(),
    upn: `${claim.id}@localhost`,
    secret: claim.secret,
    token: claim.token,
    discoveryUrl: `${url}/EnrollmentServer/Discovery.svc`,
  });
  const refused = (reason: string) => ({
    decision: 'refused',
    reason,
    message: { ja: '拒否されました。', en: 'It was refused.' },
  });

  const claim = (body: Record<string, unknown>) => {
    claimBodies.push(body);
    if (forced) return forced;
    if (body['pin'] !== pin) return refused('PIN_INVALID');
    const pc = body['pc'] as { name: string; uuid: string; serial: string };
    const hardware = `${pc.uuid} ${pc.serial}`;
    const former = claims.find((one) => one.name === pc.name && one.state !== 'replaced');
    if (former && former.hardware !== hardware && former.token !== body['token']) return refused('ROW_TAKEN');
    if (former) former.state = 'replaced';
    const made: DoorClaim = {
      id: randomUUID(),
      name: pc.name,
      hardware,
      state: atOnce ? 'used' : 'reserved',
      secret: randomSecret(),
      token: randomBytes(32).toString('base64url'),
      firstSessionAt: null,
    };
    claims.push(made);
    return accepted(made);
  };

  const answer = (
    method: string,
    path: string,
    token: string,
    body: Record<string, unknown>,
    subject: string | undefined,
  ): [number, unknown?] => {
    if (status !== null) return [status, { error: 'forced' }];
    if (method === 'GET' && path === '/EnrollmentServer/Discovery.svc') return [200];
    if (method === 'POST' && path === '/kit/v1/stages') return [stages.push(body) ? 204 : 500];
    if (method === 'POST' && path === '/kit/v1/claims') return [200, claim(body)];
    if (method === 'POST' && path === '/kit/v1/evidence') {
      const claimed = claims.find((one) => `Bearer ${one.token}` === token)?.id;
      const [, name] = token.split(`Baton-Pin ${packageId}:${pin}:`);
      const from = subject ?? claimed ?? (name === undefined ? undefined : decodeURIComponent(name));
      return from === undefined ? [401, { error: 'unknown' }] : [evidence.push({ from, json: body }) ? 204 : 500];
    }
    const [, id, rest] = /^\/kit\/v1\/claims\/([0-9a-f-]{36})(\/\w+)?$/.exec(path) ?? [];
    const known = claims.find((one) => one.id === id && `Bearer ${one.token}` === token);
    if (!known) return [id ? 401 : 404, { error: 'unknown' }];
    if (method === 'GET' && !rest) {
      const stage = known.firstSessionAt
        ? 'first-session'
        : known.state === 'used'
          ? 'certificate-issued'
          : 'claim-accepted';
      return [
        200,
        { state: known.state, stage, firstSessionAt: known.firstSessionAt, expiresAt: accepted(known).expiresAt },
      ];
    }
    if (rest === '/reports') return [reports.push(body) ? 204 : 500];
    if (rest === '/ppkg') {
      if (ppkg === 'off') return [404, { error: 'WAY_OFF' }];
      if (ppkg === 'busy') return [503, { error: 'unavailable' }];
      if (body['secret'] !== known.secret) return [403, { error: 'SECRET_WRONG' }];
      if (known.state !== 'reserved') return [409, { error: 'CLAIM_NOT_RESERVED' }];
      return [200, Buffer.from(`MSWIM\0\0\0${doubledPpkg(randomUUID(), `${known.id}@localhost`, known.secret)}`)];
    }
    if (rest !== '/renewal') return [404, { error: 'unknown' }];
    if (forced) return [200, forced];
    if (known.firstSessionAt) return [200, refused('SECRET_USED')];
    if (known.state === 'replaced') return [200, refused('CLAIM_REPLACED')];
    if (known.state === 'revoked') return [200, refused('CLAIM_REVOKED')];
    if (known.state === 'expired') return [200, refused('CLAIM_EXPIRED')];
    known.secret = randomSecret();
    return [200, accepted(known)];
  };

  const server = createServer(
    { cert: tls.pem, key: tls.key, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const bytesIn = Buffer.concat(parts);
        const packed = request.headers['content-encoding'] === 'gzip';
        const text = (packed ? gunzipSync(bytesIn, { maxOutputLength: 2_000_000 }) : bytesIn).toString('utf8');
        const body = text ? (JSON.parse(text) as Record<string, unknown>) : {};
        const authorization = request.headers.authorization ?? '';
        const subject = (request.socket as TLSSocket).getPeerCertificate().subject?.CN?.toString();
        const [code, json] = answer(request.method ?? '', request.url ?? '', authorization, body, subject);
        const isFile = Buffer.isBuffer(json);
        const bytes = isFile ? json : Buffer.from(json === undefined ? '' : JSON.stringify(json));
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        if (isFile && ppkg === 'damaged') bytes[0] = 0;
        response
          .writeHead(code, {
            'content-type': isFile ? 'application/octet-stream' : 'application/json; charset=utf-8',
            'content-length': bytes.length,
            ...(isFile ? { 'x-baton-sha256': sha256 } : {}),
          })
          .end(bytes);
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}`;

  return {
    url,
    discoveryUrl: `${url}/EnrollmentServer/Discovery.svc`,
    root: { pem: tls.pem, sha256: tls.sha256 },
    packageId,
    pin,
    shared,
    answerClaims: (next) => {
      forced = next;
    },
    answerStatus: (next) => {
      status = next;
    },
    offerPpkg: (offer) => {
      ppkg = offer;
    },
    useClaimsAtOnce: () => {
      atOnce = true;
    },
    setClaimState: (id, state) => {
      for (const one of claims) if (one.id === id) one.state = state;
    },
    enrollAsWindows: async (enrollment) => {
      const own = claims.find((one) => `${one.id}@localhost` === enrollment.upn && one.secret === enrollment.secret);
      const byShared = enrollment.upn === shared.upn && enrollment.secret === shared.secret;
      const known =
        own ?? (byShared ? claims.find((one) => one.name === enrollment.name && one.state === 'reserved') : undefined);
      if (!known) return { hresult: byShared ? '0x80180003' : '0x80180002' };
      if (known.state !== 'reserved' && known.state !== 'used') return { hresult: '0x80180003' };
      known.state = 'used';
      enrolled.set(enrollment.hwDevId, known);
      return { discoveryUrl: `${url}/EnrollmentServer/Discovery.svc` };
    },
    sessionAsWindows: async (hwDevId) => {
      const known = enrolled.get(hwDevId);
      if (known) known.firstSessionAt ??= new Date().toISOString();
    },
    claims: () => claims,
    stages: () => stages,
    reports: () => reports,
    evidence: () => evidence,
    claimBodies: () => claimBodies,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
