import {
  ArrowSync16Regular,
  CheckmarkCircle16Filled,
  CircleHint16Regular,
  ErrorCircle16Filled,
  PersonClock16Regular,
  PlugDisconnected16Regular,
  ShieldQuestion16Regular,
  SubtractCircle16Regular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { Source, SourceRun } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge, type Tone } from '../../ui/state-badge.tsx';

const HEALTH: Readonly<Record<Source['health'], readonly [ComponentType, Tone]>> = {
  good: [CheckmarkCircle16Filled, 'success'],
  running: [ArrowSync16Regular, 'brand'],
  asking: [ShieldQuestion16Regular, 'warning'],
  failing: [ErrorCircle16Filled, 'danger'],
  late: [PlugDisconnected16Regular, 'warning'],
  never: [CircleHint16Regular, 'neutral'],
  off: [SubtractCircle16Regular, 'neutral'],
};
const STATES: Readonly<Record<SourceRun['state'], readonly [ComponentType, Tone]>> = {
  waiting: [PersonClock16Regular, 'neutral'],
  reading: [ArrowSync16Regular, 'brand'],
  asking: [ShieldQuestion16Regular, 'warning'],
  applying: [ArrowSync16Regular, 'brand'],
  done: [CheckmarkCircle16Filled, 'success'],
  failed: [ErrorCircle16Filled, 'danger'],
  stopped: [SubtractCircle16Regular, 'neutral'],
};

/** How a source is, as icon and word. */
export function HealthBadge({
  health,
  isTinted = false,
}: {
  readonly health: Source['health'];
  readonly isTinted?: boolean;
}) {
  const t = useTexts();
  const [icon, tone] = HEALTH[health];
  return <Badge icon={icon} tone={tone} text={t(`sources:health.${health}`)} isTinted={isTinted} />;
}

/** How a run is, as icon and word. */
export function RunBadge({ state }: { readonly state: SourceRun['state'] }) {
  const t = useTexts();
  const [icon, tone] = STATES[state];
  return <Badge icon={icon} tone={tone} text={t(`sources:runState.${state}`)} />;
}
