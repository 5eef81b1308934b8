import { makeStyles, tokens } from '@fluentui/react-components';
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
import type { Device } from '../api/client.ts';
import { useWords } from '../i18n/use-text.ts';

const LOOK = {
  enrolled: [CheckmarkCircle16Filled, tokens.colorStatusSuccessForeground3],
  enrolling: [ArrowSync16Regular, tokens.colorBrandForeground1],
  waiting: [PersonClock16Regular, tokens.colorNeutralForeground2],
  probation: [ShieldQuestion16Regular, tokens.colorStatusWarningForeground3],
  failed: [ErrorCircle16Filled, tokens.colorStatusDangerForeground3],
  silent: [PlugDisconnected16Regular, tokens.colorStatusWarningForeground3],
  leaving: [DoorArrowLeft16Regular, tokens.colorBrandForeground1],
  left: [SubtractCircle16Regular, tokens.colorNeutralForeground2],
  notseen: [CircleHint16Regular, tokens.colorNeutralForeground2],
} as const;

const useStyles = makeStyles({
  badge: { display: 'inline-flex', alignItems: 'center', gap: '6px', whiteSpace: 'nowrap' },
});

/** State of a PC: icon, word and colour, so that none of them is needed alone. */
export function StateBadge({ state }: { readonly state: Device['state'] }) {
  const styles = useStyles();
  const { t } = useWords();
  const [Icon, color] = LOOK[state];
  return (
    <span className={styles.badge} style={{ color }}>
      <Icon aria-hidden="true" />
      {t(`deviceState.${state}`)}
    </span>
  );
}
