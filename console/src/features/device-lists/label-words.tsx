import { CheckmarkCircle16Filled, QuestionCircle16Regular, Warning16Filled } from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { Label } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge, type Tone } from '../../ui/state-badge.tsx';

/** What evidence makes of a label, the worst first. */
export const JUDGEMENTS = ['false', 'unproven', 'fits'] as const;

const BADGES: Readonly<Record<Label['judgement'], readonly [ComponentType, Tone]>> = {
  false: [Warning16Filled, 'warning'],
  unproven: [QuestionCircle16Regular, 'neutral'],
  fits: [CheckmarkCircle16Filled, 'success'],
};

/** What evidence makes of a label, in icon and word. */
export function JudgementBadge({ judgement }: { readonly judgement: Label['judgement'] }) {
  const t = useTexts();
  const [icon, tone] = BADGES[judgement];
  return <Badge icon={icon} tone={tone} text={t(`labels:judgement.${judgement}`)} />;
}

const FLAGS = ['client', 'clientActive', 'coManaged', 'policyPresent', 'mdmEnrolled'] as const;

/** What a console says of a PC, in one line. */
export function useSaysText(): (says: Label['says']) => string {
  const t = useTexts();
  return (says) => {
    const flags = FLAGS.flatMap((flag) => {
      const value = says[flag];
      return value === undefined
        ? []
        : [t('labels:pair', { name: t(`labels:says.${flag}`), value: value ? t('labels:yes') : t('labels:no') })];
    });
    const all = [...(says.managedBy === undefined ? [] : [says.managedBy]), ...flags];
    return all.length === 0 ? t('none') : all.join(t('labels:between'));
  };
}
