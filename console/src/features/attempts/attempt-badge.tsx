import {
  CheckmarkCircle16Filled,
  Clock16Regular,
  DismissCircle16Filled,
  QuestionCircle16Regular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { Attempt } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge, type Tone } from '../../ui/state-badge.tsx';

const BADGES: Readonly<Record<Attempt['outcome'], readonly [ComponentType, Tone]>> = {
  accepted: [CheckmarkCircle16Filled, 'success'],
  later: [Clock16Regular, 'warning'],
  refused: [DismissCircle16Filled, 'danger'],
  unreadable: [QuestionCircle16Regular, 'neutral'],
};
/** How an attempt ended, in icon and word. */
export function AttemptBadge({ outcome }: { readonly outcome: Attempt['outcome'] }) {
  const t = useTexts();
  const [icon, tone] = BADGES[outcome];
  return <Badge icon={icon} tone={tone} text={t(`attempts:outcome.${outcome}`)} />;
}
