import type { Rule } from './rule.ts';

/** The site counts the PC as co-managed, and it is not. */
export const LABEL_SITE_CO_MANAGED: Rule = {
  id: 'LABEL_SITE_CO_MANAGED',
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
      {
        any: [
          { fact: 'srv.CoManaged', is: true },
          {
            all: [
              { fact: 'srv.ComgmtPolicyPresent', is: true },
              { fact: 'srv.MDMEnrolled', is: true },
            ],
          },
        ],
      },
    ],
  },
  title: {
    ja: 'ConfigMgr のサイトでは共同管理ですが、実態と異なります。',
    en: 'The site counts this PC as co-managed, and it is not.',
  },
  remedy: {
    ja: 'サイトの値はインベントリの周期だけ古くなります。PC の状態に示した対処を行い、クライアントの次の報告の後に一覧を書き出し直してください。',
    en: 'What the site knows is older by one cycle of inventory. Do what the state of the PC asks for, and export the list again after the next report of the client.',
  },
  explanations: ['site-co-managed'],
  references: [
    'Configuration Manager support blog (Japan): co-management FAQ',
    'Configuration Manager: how to monitor co-management',
  ],
};
