/** For so long after somebody touched the page its requests are theirs; what it asks by itself later is no use of the session. */
const ACTIVE_MS = 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

let touchedAt = Date.now();

function touch(): void {
  touchedAt = Date.now();
}

/** Begins to notice whether somebody touches this page. */
export function watchActivity(): void {
  for (const sign of SIGNS) addEventListener(sign, touch, { capture: true, passive: true });
}

/** Whether somebody is at this page: they opened or touched it within the last minute. */
export function isPersonActive(): boolean {
  return Date.now() - touchedAt < ACTIVE_MS;
}
