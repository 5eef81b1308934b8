import { CheckmarkCircle20Filled, ErrorCircle20Filled, Info20Filled, Warning20Filled } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import styles from './verdict.module.css';

const ICONS = { ok: CheckmarkCircle20Filled, info: Info20Filled, warning: Warning20Filled, error: ErrorCircle20Filled };

/** One sentence about an object: what is, since when, what happens next or what to do. */
export function Verdict({
  severity,
  children,
}: {
  readonly severity: keyof typeof ICONS;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  const Icon = ICONS[severity];
  return (
    <div className={`${styles.verdict} ${styles[severity]}`}>
      <span className={styles.icon}>
        <Icon />
      </span>
      <span className="visually-hidden">{t(`severity.${severity}`)}</span>
      <div>{children}</div>
    </div>
  );
}
