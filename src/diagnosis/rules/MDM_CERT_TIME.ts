import type { Rule } from './rule.ts';

/** The clock or the TLS certificate is at fault. */
export const MDM_CERT_TIME: Rule = {
  id: 'MDM_CERT_TIME',
  step: 'enrollment',
  only: 'intune',
  severity: 'error',
  when: { code: 'MDM_CERT_TIME', context: 'mdm' },
  title: { ja: '時刻またはサーバー証明書 (TLS) の問題です。', en: 'The clock or the TLS certificate is at fault.' },
  remedy: {
    ja: 'PC の時刻を合わせ、TLS 検査の対象から登録サーバーを除外してください。',
    en: 'Correct the clock, and exclude the enrollment server from TLS inspection.',
  },
  references: ['win32: MDM registration error values'],
};
