const FREE = 4;
const LONGEST_SECONDS = 60;

/**
 * Seconds to wait after the last of `failures` failed sign-ins in a row: none for the first `free`, then 2, 4, 8 … and
 * never more than a minute, so that a person who mistypes is slowed and never shut out.
 */
export function delaySeconds(failures: number, free: number = FREE): number {
  if (failures <= free) return 0;
  return Math.min(LONGEST_SECONDS, 2 ** Math.min(failures - free, 10));
}
