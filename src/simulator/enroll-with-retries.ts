import { type Clock, ENROLLMENT_RETRIES } from './clock.ts';
import { type EnrollOptions, type EnrollOutcome, enroll } from './enroll.ts';
import type { Pc } from './pc.ts';

/**
 * Enrolls as the provisioning engine does: a failure is tried again, whatever it was, three times at once, after 15
 * minutes, 1 hour and 4 hours. What would follow, a try at each start of Windows, is the caller's.
 */
export async function enrollWithRetries(pc: Pc, options: EnrollOptions, clock: Clock): Promise<EnrollOutcome> {
  let outcome = await enroll(pc, options);
  for (const wait of ENROLLMENT_RETRIES) {
    if (outcome.result === 'enrolled') break;
    await clock.wait(wait);
    outcome = await enroll(pc, options);
  }
  return outcome;
}
