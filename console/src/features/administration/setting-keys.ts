/** Settings that the page shows as fields of a section. */
const SHOWN = [
  'package.pinValidityHours',
  'package.pcsPerUser',
  'package.stopAfter',
  'claim.lifeHours',
  'enrollment.minimumBuild',
  'enrollment.sharedMatch',
  'enrollment.maintenance',
  'poll.remaining',
  'session.requireMd5',
  'device.silentAfterDays',
  'certificate.validityDays',
  'certificate.renewPeriodDays',
  'certificate.retryIntervalDays',
  'retention.sessionXmlCount',
  'retention.sessionXmlDays',
  'retention.attemptDays',
] as const;

export type ShownSetting = (typeof SHOWN)[number];

/** Whether the page knows words for a setting. */
export function isShownSetting(key: string): key is ShownSetting {
  return SHOWN.some((known) => known === key);
}
