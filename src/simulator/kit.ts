import type { Clock } from './clock.ts';
import { type EnrollOptions, type EnrollOutcome, enroll } from './enroll.ts';
import { enrollWithRetries } from './enroll-with-retries.ts';
import { request, WireError, type WireOptions, wireOf } from './http.ts';
import type { Pc } from './pc.ts';

/** A distribution package as its files say it. */
export interface PackageFiles {
  readonly packageId: string;
  readonly pin: string;
  readonly enrollment: string;
  readonly discoveryUrl: string;
  readonly kit: string;
  /** TLS root to trust, PEM; '' where the PC trusts the server anyway. */
  readonly rootPem: string;
  /** What the shared provisioning package would hand to Windows, where it can be read without Windows. */
  readonly shared: { readonly upn: string; readonly secret: string } | null;
}

export interface KitOptions extends WireOptions {
  /** `secret`: ICD.exe on the PC with the claim's own secret; `shared`: the shared provisioning package. */
  readonly way?: 'secret' | 'shared';
  /** Files were copied by this package's carrier: said before the script runs. */
  readonly saysCopied?: boolean;
  readonly enroll?: Partial<EnrollOptions>;
  /** With a clock Windows tries a failed enrollment again by its schedule; without one it is tried once. */
  readonly clock?: Clock;
}

export type KitOutcome =
  | { readonly result: 'enrolled' }
  | { readonly result: 'later' | 'refused'; readonly reason: string }
  | { readonly result: 'unreachable'; readonly hresult: string }
  | { readonly result: 'failed'; readonly outcome: EnrollOutcome };

interface ClaimAnswer {
  decision?: 'accepted' | 'later' | 'refused';
  reason?: string;
  claimId?: string;
  upn?: string;
  secret?: string;
  token?: string;
  discoveryUrl?: string;
}

/** Does over the wire what setup.ps1 does: says its stages, claims, and lets Windows enroll. */
export async function runKit(pc: Pc, files: PackageFiles, options: KitOptions): Promise<KitOutcome> {
  try {
    if (options.saysCopied ?? true) await say(pc, files, options, 'files-copied');
    await say(pc, files, options, 'script-ran');
    const claim = await claimAndKeep(pc, files, options);
    if (claim.decision !== 'accepted')
      return { result: claim.decision === 'later' ? 'later' : 'refused', reason: claim.reason ?? '' };
    const shared = options.way === 'shared' ? files.shared : null;
    const windows = {
      ...wireOf(options),
      discoveryUrl: claim.discoveryUrl ?? files.discoveryUrl,
      credential: {
        kind: 'username' as const,
        upn: shared?.upn ?? claim.upn ?? '',
        secret: shared?.secret ?? claim.secret ?? '',
      },
      ...options.enroll,
    };
    const outcome =
      options.clock === undefined ? await enroll(pc, windows) : await enrollWithRetries(pc, windows, options.clock);
    return outcome.result === 'enrolled' ? { result: 'enrolled' } : { result: 'failed', outcome };
  } catch (error) {
    if (error instanceof WireError) return { result: 'unreachable', hresult: error.hresult };
    throw error;
  }
}

/** Claims, and keeps what an accepted claim answers on this PC. */
export async function claimAndKeep(pc: Pc, files: PackageFiles, options: KitOptions): Promise<ClaimAnswer> {
  const claim = await sendClaim(pc, files, options);
  if (claim.decision !== 'accepted') return claim;
  pc.kit.claimId = claim.claimId ?? null;
  pc.kit.token = claim.token ?? null;
  pc.kit.secret = claim.secret ?? null;
  pc.kit.upn = claim.upn ?? null;
  return claim;
}

/** Claims the package's PIN for this PC. */
export async function sendClaim(
  pc: Pc,
  files: PackageFiles,
  options: KitOptions,
  change: Record<string, unknown> = {},
): Promise<ClaimAnswer> {
  const { hardware } = pc;
  const body = {
    packageId: files.packageId,
    pin: files.pin,
    kit: files.kit,
    ...(pc.kit.token === null ? {} : { token: pc.kit.token }),
    identity:
      pc.user === null
        ? { kind: 'computer', name: `${hardware.name}@${hardware.domain}` }
        : { kind: 'user', name: pc.user },
    pc: {
      name: hardware.name,
      domain: hardware.domain,
      uuid: hardware.uuid,
      serial: hardware.serial,
      maker: hardware.maker,
      model: hardware.model,
      edition: hardware.edition,
      build: hardware.build,
      permanentMacs: hardware.macs,
      currentMacs: hardware.macs,
      clientId: hardware.clientId,
    },
    oldPlatforms: pc.oldPlatforms,
    mdms: pc.mdms,
    language: 'ja',
    ...change,
  };
  const answer = await request('POST', `${files.enrollment}/kit/v1/claims`, wire(pc, options), json(body), JSON_TYPE);
  if (answer.status === 503) return { decision: 'later', reason: 'SERVER_ERROR' };
  if (answer.status !== 200) return { decision: 'refused', reason: `HTTP ${answer.status}` };
  return JSON.parse(answer.body.toString()) as ClaimAnswer;
}

/** What the claim's token may read. */
export async function readClaim(
  pc: Pc,
  files: PackageFiles,
  options: KitOptions,
): Promise<{ status: number; state?: string; stage?: string; firstSessionAt?: string | null }> {
  const answer = await request(
    'GET',
    `${files.enrollment}/kit/v1/claims/${pc.kit.claimId}`,
    wire(pc, options),
    undefined,
    { authorization: `Bearer ${pc.kit.token}` },
  );
  return { status: answer.status, ...(JSON.parse(answer.body.toString()) as object) };
}

/** Says a stage; that nobody heard it stops nothing. */
async function say(
  pc: Pc,
  files: PackageFiles,
  options: KitOptions,
  stage: 'files-copied' | 'script-ran',
): Promise<void> {
  const said = json({ packageId: files.packageId, name: pc.hardware.name, stage, kit: files.kit });
  try {
    await request('POST', `${files.enrollment}/kit/v1/stages`, wire(pc, options), said, JSON_TYPE);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function wire(pc: Pc, options: KitOptions): WireOptions {
  return { ...wireOf(options), agent: pc.agent };
}
