import type { Rule } from './rule.ts';

/** There is no source for the content of the package. */
export const CARRIER_CONTENT_NO_SOURCE: Rule = {
  id: 'CARRIER_CONTENT_NO_SOURCE',
  step: 'carrier',
  severity: 'warning',
  staleAfterHours: 24,
  when: { any: [{ fact: 'log.content-no-location' }, { fact: 'log.content-suspended', of: 'any' }] },
  title: {
    ja: 'パッケージの取得元 (配布ポイント) がありません。',
    en: 'There is no source for the content of the package.',
  },
  remedy: {
    ja: 'この PC の境界グループに配布ポイントがないか、パッケージが配布されていません。',
    en: 'The boundary group of this device has no distribution point, or the package is not distributed to it.',
  },
  console: {
    ja: 'Configuration Manager: [監視] > [配布ステータス] > [コンテンツのステータス]',
    en: 'Configuration Manager: [Monitoring] > [Distribution Status] > [Content Status]',
  },
  needs: ['carrier-logs'],
  explanations: ['why-setup-never-started'],
  references: ['Configuration Manager support blog (Japan): content'],
};
