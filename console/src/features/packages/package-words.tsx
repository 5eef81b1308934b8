import {
  CheckmarkCircle16Filled,
  CircleHint16Regular,
  Clock16Regular,
  Play16Regular,
  SubtractCircle16Regular,
  Warning16Filled,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import { serverNow } from '../../api/client.ts';
import type { Package, PackageState } from '../../api/types.ts';
import { formatAge, formatDuration, formatMoment, formatPercent } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { useZone } from '../../ui/person.tsx';
import { Badge, type Tone } from '../../ui/state-badge.tsx';
import styles from './package-words.module.css';

const STATES: Readonly<Record<PackageState, readonly [ComponentType, Tone]>> = {
  ready: [CircleHint16Regular, 'neutral'],
  running: [Play16Regular, 'brand'],
  expired: [Clock16Regular, 'warning'],
  revoked: [SubtractCircle16Regular, 'neutral'],
  done: [CheckmarkCircle16Filled, 'success'],
};

/** The state of a package. */
export function PackageBadge({
  state,
  isTinted = false,
}: {
  readonly state: PackageState;
  readonly isTinted?: boolean;
}) {
  const t = useTexts();
  const [icon, tone] = STATES[state];
  return <Badge icon={icon} tone={tone} text={t(`packages:state.${state}`)} isTinted={isTinted} />;
}

/** The clock of a package: what is left of its latest PIN; a warning in the last quarter of its validity. */
export function ExpiryClock({ pkg }: { readonly pkg: Pick<Package, 'expiresAt' | 'pinMintedAt' | 'state'> }) {
  const t = useTexts();
  const language = useLanguage();
  const zone = useZone();
  const { expiresAt, pinMintedAt } = pkg;
  if (expiresAt === null || pinMintedAt === null) return <span>{t('packages:notDownloaded')}</span>;
  const left = Date.parse(expiresAt) - serverNow();
  const isLastQuarter =
    left > 0 && left < (Date.parse(expiresAt) - Date.parse(pinMintedAt)) / 4 && pkg.state !== 'done';
  return (
    <time
      dateTime={expiresAt}
      title={formatMoment(expiresAt, zone, language)}
      className={isLastQuarter ? styles.ending : 'keep'}
    >
      {isLastQuarter && <Warning16Filled aria-label={t('packages:ending')} />}
      {left > 0
        ? t('packages:left', { duration: formatDuration(left, language) })
        : formatAge(expiresAt, zone, language)}
    </time>
  );
}

/** Six bars and what share of the planned PCs is there; no share of an unknown number. */
export function MiniFunnel({ pkg }: { readonly pkg: Pick<Package, 'funnel' | 'planned'> }) {
  const t = useTexts();
  const top = Math.max(pkg.planned ?? 0, ...pkg.funnel.map((column) => column.reached), 1);
  const matched = pkg.funnel.at(-1)?.reached ?? 0;
  return (
    <span className={styles.mini}>
      <svg width="72" height="20" aria-hidden="true" focusable="false">
        {pkg.funnel.map((column, index) => {
          const height = column.reached === 0 ? 1 : Math.max(2, (column.reached / top) * 20);
          return (
            <rect key={column.stage} className={styles.bar} x={index * 12} y={20 - height} width="10" height={height} />
          );
        })}
      </svg>
      <span className="keep">
        {pkg.planned === null || pkg.planned === 0
          ? t('packages:matched', { count: matched })
          : formatPercent(matched, pkg.planned)}
      </span>
    </span>
  );
}
