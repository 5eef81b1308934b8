import {
  ArrowSync16Regular,
  CheckmarkCircle16Filled,
  CircleHint16Regular,
  DoorArrowLeft16Regular,
  ErrorCircle16Filled,
  PersonClock16Regular,
  PlugDisconnected16Regular,
  ShieldQuestion16Regular,
  SubtractCircle16Regular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { DeviceState } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';
import styles from './state-badge.module.css';

/** Five colours, one meaning each; an icon and a word always say the same. */
export type Tone = 'success' | 'warning' | 'danger' | 'brand' | 'neutral';

/** Icon and word in one colour; `isTinted` for page headers, never in tables. */
export function Badge({
  icon: Icon,
  tone,
  text,
  isTinted = false,
}: {
  readonly icon: ComponentType;
  readonly tone: Tone;
  readonly text: string;
  readonly isTinted?: boolean;
}) {
  return (
    <span className={`${styles.badge} ${styles[tone]} ${isTinted ? styles.tinted : ''}`}>
      <Icon />
      <span>{text}</span>
    </span>
  );
}

const DEVICE_STATES: Readonly<Record<DeviceState, readonly [ComponentType, Tone]>> = {
  enrolled: [CheckmarkCircle16Filled, 'success'],
  enrolling: [ArrowSync16Regular, 'brand'],
  waiting: [PersonClock16Regular, 'neutral'],
  probation: [ShieldQuestion16Regular, 'warning'],
  failed: [ErrorCircle16Filled, 'danger'],
  silent: [PlugDisconnected16Regular, 'warning'],
  leaving: [DoorArrowLeft16Regular, 'brand'],
  left: [SubtractCircle16Regular, 'neutral'],
  notseen: [CircleHint16Regular, 'neutral'],
};

/** The state of a PC. */
export function StateBadge({ state, isTinted = false }: { readonly state: DeviceState; readonly isTinted?: boolean }) {
  const t = useTexts();
  const [icon, tone] = DEVICE_STATES[state];
  return <Badge icon={icon} tone={tone} text={t(`state.${state}`)} isTinted={isTinted} />;
}
