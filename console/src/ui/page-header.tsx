import { Button } from '@fluentui/react-components';
import { Pause16Regular, Play16Regular } from '@fluentui/react-icons';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { pauseLive } from '../api/live.ts';
import { formatClock } from '../i18n/format.ts';
import { useTexts } from '../i18n/texts.ts';
import { AppLink } from './app-link.tsx';
import styles from './page-header.module.css';
import { useZone } from './person.tsx';

/**
 * Breadcrumb, h1 (which takes the focus after a change of route), the filters of a list, actions with the primary one first,
 * as-of time: in this order the Tab key goes.
 */
export function PageHeader({
  title,
  documentTitle = title,
  crumb = title,
  parents = [],
  asOf,
  isLive = false,
  badge,
  filters,
  actions,
}: {
  readonly title: string;
  readonly documentTitle?: string;
  /** The name of the page in its breadcrumb, where the h1 is a whole sentence. */
  readonly crumb?: string;
  readonly parents?: readonly { readonly text: string; readonly to: string }[];
  readonly asOf?: string | null | undefined;
  readonly isLive?: boolean;
  readonly badge?: ReactNode;
  /** The filter row of a list: the first stop after the h1. */
  readonly filters?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const place = title === '' ? null : location.pathname;
  useEffect(() => {
    if (place === null) return;
    // the first page of a visit begins at its top, where the skip link is
    if (!isFirstPage && !isFocusWanted()) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [place]);
  const above = parents.map((parent) => parent.text).toReversed();
  const windowTitle = [documentTitle, ...above, 'Baton'].join(' - ');
  useEffect(() => {
    document.title = windowTitle;
  }, [windowTitle]);
  return (
    <header className={styles.header}>
      {parents.length > 0 && (
        <nav aria-label={t('breadcrumb')} className={styles.breadcrumb}>
          {parents.map((parent) => (
            <span key={parent.to}>
              <AppLink href={parent.to}>{parent.text}</AppLink>
              <span aria-hidden="true" className={styles.separator}>
                ›
              </span>
            </span>
          ))}
          <span>{crumb}</span>
        </nav>
      )}
      <div className={styles.title}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {badge}
      </div>
      {filters !== undefined && <div className={styles.filters}>{filters}</div>}
      <div className={styles.actions}>{actions}</div>
      {asOf !== undefined && <AsOf at={asOf} isLive={isLive} />}
    </header>
  );
}

let isFirstPage = true;

/** A field that was given the focus on purpose keeps it. */
function isFocusWanted(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused.closest('[data-keeps-focus]') !== null;
}

function AsOf({ at, isLive }: { readonly at: string | null; readonly isLive: boolean }) {
  const t = useTexts();
  const zone = useZone();
  const [isPaused, setPaused] = useState(false);
  useEffect(() => () => pauseLive(false), []);
  const toggle = () => {
    pauseLive(!isPaused);
    setPaused(!isPaused);
  };
  return (
    <div className={styles.asOf}>
      <span className="keep">{at === null ? '' : t('asOf', { time: formatClock(at, zone, true) })}</span>
      {isLive && (
        <Button
          size="small"
          appearance="subtle"
          icon={isPaused ? <Play16Regular /> : <Pause16Regular />}
          aria-pressed={isPaused}
          onClick={toggle}
        >
          {isPaused ? t('resume') : t('pause')}
        </Button>
      )}
    </div>
  );
}
