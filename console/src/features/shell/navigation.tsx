import {
  Box20Regular,
  DocumentSearch20Regular,
  Home20Regular,
  Laptop20Regular,
  People20Regular,
  Settings20Regular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { Count, Topic } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import styles from './navigation.module.css';

interface Entry {
  readonly href: string;
  readonly text: string;
  readonly icon?: ComponentType;
  /** How many rows the list behind the entry has. */
  readonly count?: number | undefined;
  /** Where the entry is the open one. */
  readonly isHere: (path: string) => boolean;
  readonly below?: readonly Entry[];
}

const under =
  (...places: readonly string[]) =>
  (path: string) =>
    places.some((place) => path === place || path.startsWith(`${place}/`));

/** The entries of the console, two levels, always open. */
export function Navigation({ isOpen }: { readonly isOpen: boolean }) {
  const t = useTexts();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const packages = useCount('/packages', 'packages');
  const devices = useCount('/devices', 'devices');
  const duplicates = useCount('/duplicates', 'devices');
  const entries: readonly Entry[] = [
    { href: '/', text: t('nav.overview'), icon: Home20Regular, isHere: (here) => here === '/' },
    { href: '/packages', text: t('nav.packages'), icon: Box20Regular, count: packages, isHere: under('/packages') },
    {
      href: '/devices',
      text: t('nav.devices'),
      icon: Laptop20Regular,
      count: devices,
      isHere: (here) => under('/devices')(here) && !under('/devices/duplicates')(here),
      below: [
        {
          href: '/devices/duplicates',
          text: t('nav.duplicates'),
          count: duplicates,
          isHere: under('/devices/duplicates'),
        },
      ],
    },
    {
      href: '/diagnosis',
      text: t('nav.diagnosis'),
      icon: DocumentSearch20Regular,
      isHere: () => false,
      below: [
        {
          href: '/diagnosis',
          text: t('nav.causes'),
          isHere: (here) => here === '/diagnosis' || under('/diagnosis/pcs')(here),
        },
        { href: '/diagnosis/try', text: t('nav.diagnoseFiles'), isHere: under('/diagnosis/try') },
        {
          href: '/diagnosis/labels',
          text: t('nav.labels'),
          isHere: under('/diagnosis/labels', '/diagnosis/lists'),
        },
        { href: '/diagnosis/answers', text: t('nav.answers'), isHere: under('/diagnosis/answers') },
        { href: '/diagnosis/attempts', text: t('nav.attempts'), isHere: under('/diagnosis/attempts') },
      ],
    },
    {
      href: '/users',
      text: t('nav.directory'),
      icon: People20Regular,
      isHere: () => false,
      below: [
        { href: '/users', text: t('nav.users'), isHere: under('/users', '/imports') },
        { href: '/groups', text: t('nav.groups'), isHere: under('/groups') },
        { href: '/sources', text: t('nav.sources'), isHere: under('/sources') },
      ],
    },
    {
      href: '/admin/settings',
      text: t('nav.administration'),
      icon: Settings20Regular,
      isHere: () => false,
      below: [
        { href: '/admin/settings', text: t('nav.settings'), isHere: under('/admin/settings') },
        { href: '/admin/operators', text: t('nav.operators'), isHere: under('/admin/operators') },
        { href: '/admin/tokens', text: t('nav.tokens'), isHere: under('/admin/tokens') },
        { href: '/admin/audit', text: t('nav.audit'), isHere: under('/admin/audit') },
      ],
    },
  ];
  return (
    <nav aria-label={t('nav.label')} className={styles.nav} data-open={isOpen} data-region="nav">
      <ul>
        {entries.map((entry) => (
          <li key={entry.text}>
            <NavLink entry={entry} path={path} />
            {entry.below !== undefined && (
              <ul className={styles.below}>
                {entry.below.map((lower) => (
                  <li key={lower.href}>
                    <NavLink entry={lower} path={path} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

const COUNT_EVERY_MS = 10_000;

/** The number of rows of a list, kept current. */
function useCount(path: string, topic: Topic): number | undefined {
  const count = useQuery({
    queryKey: ['nav', path],
    queryFn: ({ signal }) => call<Count>('GET', `${path}/count`, { signal }),
  });
  useLive([topic], () => void count.refetch(), COUNT_EVERY_MS);
  return count.data?.count;
}

function NavLink({ entry, path }: { readonly entry: Entry; readonly path: string }) {
  const language = useLanguage();
  const Icon = entry.icon;
  return (
    <AppLink
      href={entry.href}
      className={styles.link}
      {...(entry.isHere(path) ? { 'aria-current': 'page' as const } : {})}
    >
      <span className={styles.icon}>{Icon !== undefined && <Icon />}</span>
      <span className={styles.text}>{entry.text}</span>
      {entry.count !== undefined && <span className={styles.count}>{formatNumber(entry.count, language)}</span>}
    </AppLink>
  );
}
