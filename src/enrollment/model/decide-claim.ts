import type { ReasonId, ReasonParams } from '../../devices/model/reasons.ts';
import type { ClaimFacts } from './claim-request.ts';

/** What the package demands of a claim, apart from the PIN and the roster. */
export interface ClaimPackage {
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly withoutUser: 'wait' | 'enroll';
  /** Whether the claim's address lies in the package's networks (an empty list is any network). */
  readonly addressAllowed: boolean;
}

/** Switches of the installation that a claim depends on. */
export interface ClaimSwitches {
  readonly maintenance: boolean;
  readonly pinEnabled: boolean;
  /** The oldest Windows build number that may enroll. */
  readonly minimumBuild: number;
}

export interface Refusal {
  readonly reason: ReasonId;
  readonly params: ReasonParams;
}

/** Product types of Windows Server and of editions without MDM (GetProductInfo); MDM registration is not supported there. */
const UNSUPPORTED_EDITIONS = new Set([
  7, 8, 9, 10, 12, 13, 14, 15, 17, 24, 25, 36, 37, 38, 39, 40, 41, 42, 50, 79, 80, 98, 99, 100, 101, 145, 146,
]);

/** Reasons that are known before anybody looks at the PIN: the installation takes no claims now. */
export function refuseBySwitch(switches: ClaimSwitches): Refusal | null {
  if (switches.maintenance) return { reason: 'MAINTENANCE', params: {} };
  if (!switches.pinEnabled) return { reason: 'PIN_ENROLLMENT_OFF', params: {} };
  return null;
}

/**
 * Reasons that the PC itself shows, after its PIN proved right and before the roster is asked. Another MDM comes before
 * the old platform, since it must go first whatever package is used.
 */
export function refuseByFacts(
  facts: ClaimFacts,
  pkg: ClaimPackage,
  switches: ClaimSwitches,
  address: string,
): Refusal | null {
  if (!pkg.addressAllowed) return { reason: 'NETWORK_NOT_ALLOWED', params: { address } };
  const mdm = facts.mdms[0];
  if (mdm !== undefined) return { reason: 'OTHER_MDM', params: { name: mdm } };
  if (!fitsPlatform(facts.oldPlatforms, pkg.platform)) {
    return {
      reason: 'PLATFORM_MISMATCH',
      params: { value: facts.oldPlatforms.map(platformName).join(', ') || 'none' },
    };
  }
  const unsupported = unsupportedWindows(facts, switches.minimumBuild);
  if (unsupported !== null) return { reason: 'OS_NOT_SUPPORTED', params: { value: unsupported } };
  if (facts.identity.kind === 'computer' && pkg.withoutUser === 'wait') return { reason: 'WAIT_SIGN_IN', params: {} };
  return null;
}

/**
 * The old platform found is the one that the package was made for. A PC with both belongs to ConfigMgr, whose client
 * stops functions by itself: a package for EPM, which did not say so, must not enroll it.
 */
function fitsPlatform(found: readonly string[], made: ClaimPackage['platform']): boolean {
  if (made === 'none') return found.length === 0;
  return made === 'configmgr' ? found.includes('configmgr') : found.includes('epm') && !found.includes('configmgr');
}

function platformName(platform: string): string {
  return platform === 'configmgr' ? 'Configuration Manager' : 'Ivanti EPM';
}

/** The value to show when this Windows cannot enroll, or null. A PC that does not say its build or edition is not judged by it. */
function unsupportedWindows(facts: ClaimFacts, minimumBuild: number): string | null {
  if (facts.edition !== null && UNSUPPORTED_EDITIONS.has(facts.edition)) return `edition ${facts.edition}`;
  const build = /^10\.0\.(\d{1,6})/.exec(facts.build)?.[1];
  if (facts.build !== '' && build === undefined) return facts.build;
  return build !== undefined && Number(build) < minimumBuild ? facts.build : null;
}
