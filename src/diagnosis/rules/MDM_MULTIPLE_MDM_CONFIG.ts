import type { Rule } from './rule.ts';

/** Several MDM configurations of the tenant are in scope. */
export const MDM_MULTIPLE_MDM_CONFIG: Rule = {
  id: 'MDM_MULTIPLE_MDM_CONFIG',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: { code: 'MDM_MULTIPLE_MDM_CONFIG', context: 'mdm' },
  title: {
    ja: 'テナントで複数の MDM の構成が対象になっています。',
    en: 'Several MDM configurations of the tenant are in scope.',
  },
  remedy: { ja: '対象の MDM アプリケーションを 1 つにしてください。', en: 'Leave one MDM application in scope.' },
  console: {
    ja: 'Microsoft Entra 管理センター: [モビリティ (MDM および WIP)] > [Microsoft Intune] > [MDM ユーザー スコープ]',
    en: 'Microsoft Entra admin center: [Mobility (MDM and WIP)] > [Microsoft Intune] > [MDM user scope]',
  },
  references: ['Autopilot: known issues'],
};
