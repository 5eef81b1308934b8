import type { Rule } from './rule.ts';

/** The TPM or the device key is at fault. */
export const JOIN_TPM_ERROR: Rule = {
  id: 'JOIN_TPM_ERROR',
  step: 'join',
  severity: 'error',
  when: {
    any: [
      {
        all: [
          { any: [{ code: 'JOIN_TPM_ERROR', context: 'join' }, { fact: 'log.join-fips' }] },
          { unless: { judged: 'join', is: ['entra', 'hybrid', 'joined'] } },
        ],
      },
      { code: [0x80090016, 0x80090031], context: 'mdm' },
      { fact: 'ds.KeySignTest', matches: '^FAILED' },
      { fact: 'ds.AadRecoveryEnabled', is: true },
    ],
  },
  title: { ja: 'TPM または鍵の異常です。', en: 'The TPM or the device key is at fault.' },
  remedy: {
    ja: 'コードに従って対処してください (FIPS モードは TPM の設定で解除)。TPM をクリアする前に、BitLocker を中断して回復キーを控えてください。',
    en: 'Follow the code (FIPS mode is turned off in the TPM). Before clearing the TPM, suspend BitLocker and keep the recovery key.',
  },
  demotes: ['JOIN_DOMAIN_ONLY', 'JOIN_NOT_JOINED'],
  references: [
    'Intune support: troubleshoot co-management auto-enrolling',
    'Microsoft Entra: troubleshoot devices with dsregcmd',
  ],
};
