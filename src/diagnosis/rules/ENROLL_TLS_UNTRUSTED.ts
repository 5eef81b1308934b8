import type { Rule } from './rule.ts';

/** Enrollment in Baton: server certificate not trusted. */
export const ENROLL_TLS_UNTRUSTED: Rule = {
  id: 'ENROLL_TLS_UNTRUSTED',
  step: 'enrollment',
  severity: 'error',
  when: {
    any: [
      { fact: 'kit.reason', is: 'TLS_UNTRUSTED', newerThan: ['kit.enrolled'] },
      {
        fact: 'log.mdm-fault.reason',
        matches:
          '^The PC does not trust the server certificate\\. Check the root and TLS inspection by a proxy\\.|^PC がサーバー証明書を信頼していません。ルート証明書とプロキシの TLS 検査を確認してください。',
      },
      { code: 'ENROLL_TLS_UNTRUSTED', context: 'baton' },
    ],
  },
  title: { ja: 'Baton への登録: サーバー証明書の不信頼。', en: 'Enrollment in Baton: server certificate not trusted.' },
  remedy: {
    ja: 'PC がサーバー証明書を信頼していません。ルート証明書とプロキシの TLS 検査を確認してください。',
    en: 'The PC does not trust the server certificate. Check the root and TLS inspection by a proxy.',
  },
  needs: ['kit-log'],
  explanations: ['proxy-for-system', 'addresses'],
  references: ['MS-MDE2 2.2.10'],
};
