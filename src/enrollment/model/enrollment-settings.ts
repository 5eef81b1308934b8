/** The settings that claims and enrollments depend on; src/config/settings.ts defines them all, with bounds. */
export interface EnrollmentSettings {
  readonly 'enrollment.pinEnabled': boolean;
  readonly 'enrollment.maintenance': boolean;
  readonly 'enrollment.minimumBuild': number;
  readonly 'enrollment.sharedMatch': 'strict' | 'name';
  /** Life of a claim, in hours. */
  readonly 'claim.lifeHours': number;
  readonly 'certificate.validityDays': number;
  readonly 'certificate.renewPeriodDays': number;
  readonly 'certificate.retryIntervalDays': number;
  /** Minutes of the third, endless poll stage. */
  readonly 'poll.remaining': number;
}

/** A claim may be renewed with its token until this long after it was accepted. */
export const RENEWABLE_HOURS = 72;
