import type { Rule } from './rule.ts';

/** The enrollment needs a signed-in user. */
export const MDM_NEED_USER_SIGNIN: Rule = {
  id: 'MDM_NEED_USER_SIGNIN',
  step: 'enrollment',
  severity: 'info',
  when: { code: 'MDM_NEED_USER_SIGNIN', context: 'mdm' },
  title: { ja: '登録にユーザーのサインインが必要です。', en: 'The enrollment needs a signed-in user.' },
  remedy: {
    ja: 'ユーザーに数分間サインインしたままにしてもらってください。',
    en: 'Ask the user to stay signed in for some minutes.',
  },
  references: ['Configuration Manager: how to monitor co-management'],
};
