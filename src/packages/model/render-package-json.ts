import type { Way } from './ways.ts';

/** Everything variable that a distribution package carries, apart from its PIN. Nothing in it is secret. */
export interface PackageDescription {
  readonly packageId: string;
  readonly name: string;
  readonly platform: 'configmgr' | 'epm' | 'none';
  /** Base URL of the enrollment door. */
  readonly enrollment: string;
  readonly discoveryUrl: string;
  /** Base URL of the management door. */
  readonly management: string;
  /** The self-made TLS root, or null where the PCs trust the server's certificate already. */
  readonly root: { readonly pem: string; readonly sha256: string } | null;
  readonly withoutUser: 'wait' | 'enroll';
  /** Expiry of the PIN as it was at the download; extending does not change it. */
  readonly expiresAt: Date;
  readonly sharedPpkg: { readonly sha256: string; readonly upn: string } | null;
  /** Ways to enroll; null leaves them to setup.ps1. */
  readonly ways: readonly Way[] | null;
  /** Folders to look through for copies of the PIN; null leaves them to setup.ps1. */
  readonly carrierCaches: readonly string[] | null;
  readonly language: 'ja' | 'en';
}

/** Version of the kit's scripts; they are byte-identical in every package of one version. */
export const KIT_VERSION = '1.0.0';
export const SHARED_PPKG_FILE = 'shared.ppkg';

/** `package.json` of a package's zip, as setup.ps1 reads it (schema 1). */
export function renderPackageJson(description: PackageDescription): Buffer {
  const document = {
    schema: 1,
    packageId: description.packageId,
    name: description.name,
    kit: KIT_VERSION,
    platform: description.platform,
    enrollment: description.enrollment,
    discoveryUrl: description.discoveryUrl,
    management: description.management,
    root: description.root,
    identity: { withoutUser: description.withoutUser },
    expiresAt: description.expiresAt.toISOString(),
    sharedPpkg: description.sharedPpkg === null ? null : { file: SHARED_PPKG_FILE, ...description.sharedPpkg },
    ...(description.ways === null ? {} : { ways: description.ways }),
    ...(description.carrierCaches === null ? {} : { carrierCaches: description.carrierCaches }),
    language: description.language,
  };
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`, 'utf8');
}
