import { StartupError } from '../../config/startup-error.ts';

/** `warn`: works, but somebody should look; `fail`: Baton does not start or PCs do not get through. */
export type CheckStatus = 'ok' | 'warn' | 'fail';

/** One line of `baton doctor`: what was looked at, and what was seen, in both languages. */
export interface CheckResult {
  readonly check: string;
  readonly status: CheckStatus;
  readonly en: string;
  readonly ja: string;
}

/** Makes one line. */
export function result(check: string, status: CheckStatus, en: string, ja: string): CheckResult {
  return { check, status, en, ja };
}

/** Runs what a start would run: a refusal becomes its own sentence, anything else is thrown on. */
export function refusalOf(check: string, attempt: () => unknown): CheckResult | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return result(check, 'fail', error.sentence.en, error.sentence.ja);
  }
}
