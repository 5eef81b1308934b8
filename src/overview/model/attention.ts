import { REASON_TITLES } from '../../devices/model/reason-titles.ts';
import type { Text } from '../../devices/model/reasons.ts';
import { LONG_PROBATION_LINK, SILENT_LINK, type Situation, troubleLink } from './next-step.ts';

/** A line of "PCs that need attention": how many, why, and the list of them. */
export interface Attention {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly text: Text;
  readonly count: number;
  readonly link: string;
}

const TROUBLES_SHOWN = 3;

/** What is in the way, most PCs first: the three largest causes, the number of other causes, then probation and silence. */
export function attentionOf(situation: Situation): Attention[] {
  const { troubles } = situation;
  const others = troubles.slice(TROUBLES_SHOWN);
  return [
    ...troubles.slice(0, TROUBLES_SHOWN).map((trouble) => ({
      id: `${trouble.reason}:${trouble.packageId}`,
      severity: 'error' as const,
      text: {
        ja: `${REASON_TITLES[trouble.reason].ja}「${trouble.packageName}」`,
        en: asHeading(`${REASON_TITLES[trouble.reason].en}, "${trouble.packageName}"`),
      },
      count: trouble.pcs,
      link: troubleLink(trouble),
    })),
    ...(others.length === 0
      ? []
      : [
          {
            id: 'others',
            severity: 'error' as const,
            text: {
              ja: `ほかの原因 ${others.length} 件`,
              en: others.length === 1 ? '1 other cause' : `${others.length} other causes`,
            },
            count: others.reduce((sum, trouble) => sum + trouble.pcs, 0),
            link: '/packages',
          },
        ]),
    ...(situation.longProbation === 0
      ? []
      : [
          {
            id: 'probation',
            severity: 'warning' as const,
            text: { ja: '照合待ち 1 時間超', en: 'On probation for more than an hour' },
            count: situation.longProbation,
            link: LONG_PROBATION_LINK,
          },
        ]),
    ...(situation.silent === 0
      ? []
      : [
          {
            id: 'silent',
            severity: 'warning' as const,
            text: {
              ja: `${situation.silentDays} 日以上応答なし`,
              en: `Silent for more than ${situation.silentDays} days`,
            },
            count: situation.silent,
            link: SILENT_LINK,
          },
        ]),
  ];
}

/** The titles of reasons stand within sentences; a line of its own begins with a capital. */
function asHeading(en: string): string {
  return en.charAt(0).toUpperCase() + en.slice(1);
}
