import type { Rule } from './rule.ts';

/** The management point can not be reached. */
export const POLICY_MP_UNREACHABLE: Rule = {
  id: 'POLICY_MP_UNREACHABLE',
  step: 'policy',
  severity: 'error',
  staleAfterHours: 24,
  when: {
    any: [
      {
        fact: 'log.http-error',
        is: [12002, 12007, 12029, 12030],
        scopeExcludes: 'SMS_DP_',
        of: 'each-scope',
        newerThan: [
          'log.policy-applied',
          'log.policy-downloaded',
          'log.policy-event-downloaded',
          'log.policy-event-applied',
          'log.dts-completed',
        ],
      },
      {
        fact: 'log.post-failed',
        is: 0x87d00231,
        of: 'each-scope',
        newerThan: [
          'log.policy-applied',
          'log.policy-downloaded',
          'log.policy-event-downloaded',
          'log.policy-event-applied',
          'log.dts-completed',
        ],
      },
      { judged: 'failedTransfer', is: 'management-point' },
      { judged: 'managementPointReached', is: false },
    ],
  },
  title: { ja: '管理ポイントに接続できません。', en: 'The management point can not be reached.' },
  remedy: {
    ja: '根拠に示した宛先への名前解決、経路、ファイアウォール、プロキシを確認し、コンピューター ポリシーの取得を実行してください。',
    en: 'Check DNS, route, firewall and proxy for the address in the evidence, then run the machine policy cycle.',
  },
  console: {
    ja: 'PC: コントロール パネル [Configuration Manager] > [操作] > [コンピューター ポリシーの取得および評価サイクル]',
    en: 'On the PC: Control Panel, [Configuration Manager] > [Actions] > [Machine Policy Retrieval & Evaluation Cycle]',
  },
  needs: ['reachability'],
  explanations: ['addresses', 'proxy-for-system'],
  references: ['Configuration Manager support: CMG communication errors', 'field'],
};
