import type { Rule } from './rule.ts';

/** The MDM URL of the tenant was not captured. */
export const MDM_URL_UNKNOWN: Rule = {
  id: 'MDM_URL_UNKNOWN',
  step: 'enrollment',
  severity: 'info',
  when: {
    all: [
      { judged: 'join', is: ['entra', 'hybrid', 'joined'] },
      { absent: 'ds.MdmUrl', seen: 'dsregcmd' },
      { unless: { fact: 'input.cut-end', of: 'any' } },
    ],
  },
  title: { ja: 'テナントの MDM の URL は採取されていません。', en: 'The MDM URL of the tenant was not captured.' },
  remedy: { ja: 'dsregcmd /status の全文を採取してください。', en: 'Capture the whole of dsregcmd /status.' },
  needs: ['dsregcmd-tenant'],
  explanations: ['capture-twice'],
  references: ['Microsoft Entra: troubleshoot devices with dsregcmd'],
};
