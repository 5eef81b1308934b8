/**
 * Ways in which setup.ps1 lets Windows enroll, in the order it tries them: ICD.exe on the PC writes a provisioning package; the
 * shared one; one that Baton wrote for this claim; the session of whoever is signed in.
 */
export const WAYS = ['icd', 'shared-ppkg', 'baton-ppkg', 'register'] as const;
export type Way = (typeof WAYS)[number];

/** What a package without a choice of its own uses: all but the way that no Windows has tried yet. */
export const AUTOMATIC_WAYS: readonly Way[] = ['icd', 'shared-ppkg', 'register'];
