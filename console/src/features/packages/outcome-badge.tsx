import {
  ArrowSync16Regular,
  CheckmarkCircle16Filled,
  CircleHint16Regular,
  ErrorCircle16Filled,
  PersonClock16Regular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { PackagePcOutcome } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge, type Tone } from '../../ui/state-badge.tsx';

const ICONS: Readonly<Record<PackagePcOutcome, readonly [ComponentType, Tone]>> = {
  'not-seen': [CircleHint16Regular, 'neutral'],
  'in-progress': [ArrowSync16Regular, 'brand'],
  waiting: [PersonClock16Regular, 'neutral'],
  failed: [ErrorCircle16Filled, 'danger'],
  done: [CheckmarkCircle16Filled, 'success'],
};

/** How far a PC of a package came, in icon and word. */
export function OutcomeBadge({ outcome }: { readonly outcome: PackagePcOutcome }) {
  const t = useTexts();
  const [icon, tone] = ICONS[outcome];
  return <Badge icon={icon} tone={tone} text={t(`package:outcome.${outcome}`)} />;
}
