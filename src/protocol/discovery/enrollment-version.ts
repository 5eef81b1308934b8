/** What we speak: 3.0 is the Windows 10 baseline, 4.0 adds context items. From 5.0 on clients send attestation. */
export type EnrollmentVersion = '3.0' | '4.0';

/**
 * The EnrollmentVersion to answer a RequestVersion with: the highest of ours that the client speaks. Undefined, to be left
 * out, for a client below 3.0; our lowest for one that does not say a number (MS-MDE2 3.1.4.1.3.2).
 */
export function negotiateEnrollmentVersion(requestVersion: string | undefined): EnrollmentVersion | undefined {
  if (requestVersion === undefined || !/^\d{1,4}(\.\d{1,4})?$/.test(requestVersion)) return '3.0';
  const version = Number(requestVersion);
  if (version < 3) return undefined;
  return version < 4 ? '3.0' : '4.0';
}
