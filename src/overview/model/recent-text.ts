import type { Text } from '../../devices/model/reasons.ts';

const TEXTS: Readonly<Record<string, Text>> = {
  'claim-accepted': { ja: '申請を受理', en: 'Claimed' },
  'certificate-issued': { ja: '登録中', en: 'Enrolling' },
  'first-session': { ja: '照合待ち', en: 'Probation' },
  'inventory-matched': { ja: '照合済み', en: 'Matched' },
};

/** What a PC that arrived just now has reached, in a word or two. */
export function recentText(stage: string): Text {
  return TEXTS[stage] ?? { ja: stage, en: stage };
}
