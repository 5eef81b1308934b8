import type { Rule } from './rule.ts';

/** EPM and an MDM other than Baton manage this PC. */
export const STATE_EPM_AND_OTHER_MDM: Rule = {
  id: 'STATE_EPM_AND_OTHER_MDM',
  step: 'state',
  severity: 'warning',
  when: { state: ['STATE_EPM_AND_OTHER_MDM'] },
  title: {
    ja: 'EPM と、Baton 以外の MDM がこの PC を管理しています。',
    en: 'EPM and an MDM other than Baton manage this PC.',
  },
  remedy: {
    ja: 'その MDM を削除するまで Baton には登録できません。',
    en: 'Baton can not enroll it until that MDM is removed.',
  },
  explanations: ['remove-another-mdm', 'both-with-epm'],
  references: ['field'],
};
