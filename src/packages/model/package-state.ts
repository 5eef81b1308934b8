/** How a package stands: made and never downloaded, in use, its last PIN over, revoked, or all its PCs enrolled. */
export type PackageState = 'ready' | 'running' | 'expired' | 'revoked' | 'done';

export interface PackageStateFacts {
  readonly revokedAt: Date | null;
  /** Expiry of the PIN that lives longest: the package's clock; null before the first download. */
  readonly expiresAt: Date | null;
  readonly planned: number | null;
  /** PCs whose inventory matched. */
  readonly matched: number;
}

/** The state of a package now. A package without a planned number is never done: nobody knows how many are to come. */
export function packageState(facts: PackageStateFacts, now: Date): PackageState {
  if (facts.revokedAt !== null) return 'revoked';
  if (facts.planned !== null && facts.planned > 0 && facts.matched >= facts.planned) return 'done';
  if (facts.expiresAt === null) return 'ready';
  return facts.expiresAt <= now ? 'expired' : 'running';
}
