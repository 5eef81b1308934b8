import { INTUNE_FAILURES_SETTLED } from './groups.ts';
import type { Rule } from './rule.ts';

/** The device is enrolled in MDM. */
export const MDM_ENROLLED_OK: Rule = {
  id: 'MDM_ENROLLED_OK',
  step: 'enrollment',
  severity: 'ok',
  when: {
    all: [
      { judged: 'enrolled', is: true },
      { unless: { judged: 'coexistence', is: true } },
      { unless: { judged: 'mdm', is: 'third' } },
    ],
  },
  title: { ja: 'この PC は MDM に登録済みです。', en: 'The device is enrolled in MDM.' },
  settles: INTUNE_FAILURES_SETTLED,
  explanations: ['what-a-real-enrollment-is'],
  references: ['Intune support: troubleshoot co-management workloads', 'field'],
};
