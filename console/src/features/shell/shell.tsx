import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { call, onSessionOver } from '../../api/client.ts';
import type { Me } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { PersonContext } from '../../ui/person.tsx';
import { Toasts } from '../../ui/toasts.tsx';
import { Band } from './band.tsx';
import { Navigation } from './navigation.tsx';
import { PersonMenu } from './person-menu.tsx';
import { Search } from './search.tsx';
import styles from './shell.module.css';

const SessionOver = lazy(() => import('./session-over.tsx').then((module) => ({ default: module.SessionOver })));

/** What stands around every page: header, band, navigation, and the dialog that asks to sign in again. */
export function Shell() {
  const t = useTexts();
  const me = useQuery({ queryKey: ['me'], queryFn: () => call<Me>('GET', '/me'), staleTime: Number.POSITIVE_INFINITY });
  const main = useRef<HTMLElement>(null);
  const [signedInAgain, setSignedInAgain] = useState<(() => void) | null>(null);
  const [isNavOpen, setNavOpen] = useState(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const [shownPath, setShownPath] = useState(pathname);
  if (shownPath !== pathname) {
    setShownPath(pathname);
    setNavOpen(false);
  }
  useEffect(() => {
    let waiting: Promise<void> | null = null;
    // all calls that found the session over wait for the one dialog
    onSessionOver(() => {
      waiting ??= new Promise<void>((resolve) => setSignedInAgain(() => resolve)).finally(() => {
        waiting = null;
      });
      return waiting;
    });
  }, []);
  if (me.data === undefined) return null;
  return (
    <PersonContext value={me.data}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+F6 of any part of the page arrives here */}
      <div className={styles.shell} onKeyDown={cycleRegions}>
        <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
          {t('skip')}
        </button>
        <header className={styles.header} data-region="header">
          <button
            type="button"
            className={styles.navButton}
            aria-expanded={isNavOpen}
            aria-label={t('menu')}
            onClick={() => setNavOpen(!isNavOpen)}
          >
            <span aria-hidden="true">☰</span>
          </button>
          <AppLink href="/" className={styles.product}>
            Baton
          </AppLink>
          {me.data.environment === 'training' && <span className={styles.environment}>{t('training')}</span>}
          <Search />
          <PersonMenu />
        </header>
        <Band />
        <div className={styles.middle}>
          <Navigation isOpen={isNavOpen} />
          <main
            ref={main}
            id="content"
            tabIndex={-1}
            className={styles.main}
            data-region="main"
            data-scroll-restoration-id="main"
          >
            <Outlet />
          </main>
        </div>
        <Toasts />
        {signedInAgain !== null && (
          <Suspense>
            <SessionOver
              onSignedIn={() => {
                signedInAgain();
                setSignedInAgain(null);
              }}
            />
          </Suspense>
        )}
      </div>
    </PersonContext>
  );
}

/** Ctrl+F6 goes round header, navigation, content and panel. */
function cycleRegions(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'F6' || !event.ctrlKey) return;
  event.preventDefault();
  const regions = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  // the panel stands inside of the content: the innermost region is the one we are in
  const here = regions.findLastIndex((region) => region.contains(document.activeElement));
  const step = event.shiftKey ? regions.length - 1 : 1;
  const next = regions[(Math.max(here, 0) + step) % regions.length];
  const inside = [...(next?.querySelectorAll<HTMLElement>('a, button, input, [tabindex]') ?? [])];
  const target = next?.matches('[tabindex]') ? next : inside.find((item) => item.offsetParent !== null);
  target?.focus();
}
