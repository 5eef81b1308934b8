import type { Rule } from './rule.ts';

/** The enrollment server (Intune) can not be reached. */
export const MDM_NETWORK: Rule = {
  id: 'MDM_NETWORK',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: {
    any: [
      { code: 'MDM_NETWORK', context: 'mdm' },
      {
        all: [
          { fact: 'net.enrollment.manage.microsoft.com', is: false },
          { unless: { intention: { target: 'baton' } } },
          { unless: { judged: 'enrolled', is: true } },
        ],
      },
    ],
  },
  title: { ja: '登録サーバー (Intune) に到達できません。', en: 'The enrollment server (Intune) can not be reached.' },
  remedy: {
    ja: 'SYSTEM から必要な宛先に到達できるよう、プロキシとファイアウォールを許可してください。',
    en: 'Open the needed addresses for SYSTEM in proxy and firewall.',
  },
  needs: ['reachability'],
  explanations: ['addresses', 'proxy-for-system'],
  references: ['win32: MDM registration error values', 'Configuration Manager: how to monitor co-management'],
};
