import type { Rule } from './rule.ts';

/** Enrollment in Baton: server not reachable. */
export const ENROLL_UNREACHABLE: Rule = {
  id: 'ENROLL_UNREACHABLE',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'UNREACHABLE', newerThan: ['kit.enrolled'] },
      { fact: 'log.mdm-fault.reason', matches: '^SYSTEM cannot reach|^SYSTEM から' },
      { code: 'ENROLL_UNREACHABLE', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: サーバーに接続不可。', en: 'Enrollment in Baton: server not reachable.' },
  remedy: {
    ja: 'SYSTEM から Baton のサーバーに接続できません。DNS、ファイアウォール、WinHTTP プロキシを確認してください。',
    en: "SYSTEM cannot reach Baton's server. Check DNS, firewall and the WinHTTP proxy.",
  },
  needs: ['kit-log'],
  explanations: ['proxy-for-system', 'addresses'],
  references: ['MS-MDE2 2.2.10'],
};
