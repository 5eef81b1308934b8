/** Milliseconds from 1601, where FILETIME begins, to 1970. */
const FROM_1601_MS = 11_644_473_600_000n;

/** A moment as FILETIME (MS-DTYP 2.3.3): hundreds of nanoseconds since 1601. */
export function fileTime(at: Date): bigint {
  return (BigInt(at.getTime()) + FROM_1601_MS) * 10_000n;
}
