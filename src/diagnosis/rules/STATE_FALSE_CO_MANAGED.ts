import type { Rule } from './rule.ts';

/** "Co-managed" in Intune is wrong about this PC. */
export const STATE_FALSE_CO_MANAGED: Rule = {
  id: 'STATE_FALSE_CO_MANAGED',
  step: 'state',
  severity: 'warning',
  severityWhen: [{ when: { judged: 'evidenceBehindList', atLeast: 7 }, severity: 'info' }],
  when: {
    // named one by one, so that the evidence for the state is the evidence against the label
    all: [
      {
        state: [
          'STATE_CO_MANAGED_PENDING_ENROLMENT',
          'STATE_BOTH_CLIENTS_NO_POLICY',
          'STATE_COEXISTENCE',
          'STATE_TENANT_ATTACH_ONLY',
          'STATE_CM_ONLY',
          'STATE_CM_REMNANT',
          'STATE_EPM_REMNANT',
          'STATE_EPM_ONLY',
          'STATE_EPM_AND_BATON',
          'STATE_EPM_AND_OTHER_MDM',
          'STATE_MDM_ONLY',
          'STATE_UNMANAGED',
        ],
      },
      { fact: 'srv.ManagedBy', matches: '^(?:co-?managed|共同管理|configurationManagerClientMdm)$' },
    ],
  },
  title: {
    ja: 'Intune の [管理者] 列の「共同管理」は実態と異なります。',
    en: '"Co-managed" in Intune is wrong about this PC.',
  },
  remedy: {
    ja: '共同管理の PC として数えないでください。PC の状態に示した対処を行います。ポリシーがないなら共同管理の対象に加え、クライアントの残りがあるなら削除を完了し、Intune に登録されていないなら登録を進めてください。',
    en: 'Do not count it as co-managed. Do what its state asks for: bring it into scope of the policy where that is missing, finish the removal of the ConfigMgr client where parts of it are left, or let it enroll where it is not enrolled in Intune.',
  },
  explanations: ['false-co-managed'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
