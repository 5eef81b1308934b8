import { CheckmarkCircle16Filled, ErrorCircle16Filled, Info16Regular, Warning16Filled } from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { Severity } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge, type Tone } from '../../ui/state-badge.tsx';

export const SEVERITIES = ['error', 'warning', 'info', 'ok'] as const satisfies readonly Severity[];

const BADGES: Readonly<Record<Severity, readonly [ComponentType, Tone]>> = {
  error: [ErrorCircle16Filled, 'danger'],
  warning: [Warning16Filled, 'warning'],
  info: [Info16Regular, 'brand'],
  ok: [CheckmarkCircle16Filled, 'success'],
};

/** How bad something is, in icon and word. */
export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  const t = useTexts();
  const [icon, tone] = BADGES[severity];
  return <Badge icon={icon} tone={tone} text={t(`severity.${severity}`)} />;
}
