import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { FindingCount, ListOf } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { causeHref } from './cause-href.ts';
import styles from './top-causes.module.css';

const SHOWN = 5;
const EVERY_MS = 10_000;
const query = { severity: ['error', 'warning'] };

/** The causes that stop most PCs, for the overview. Nothing is drawn while there are none. */
export function TopCauses() {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const causes = useQuery({
    queryKey: ['diagnosis-findings', 'top'],
    queryFn: ({ signal }) => call<ListOf<FindingCount>>('GET', '/diagnosis/findings', { query, signal }),
  });
  useLive(['devices', 'attempts'], () => void causes.refetch(), EVERY_MS);
  const items = causes.data?.items.slice(0, SHOWN) ?? [];
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="top-causes" className={styles.card}>
      <h2 id="top-causes">{t('overview:causes')}</h2>
      <ul>
        {items.map((item) => (
          <li key={`${item.source} ${item.id}`} className={styles.line}>
            <span className={item.severity === 'error' ? styles.error : styles.warning} aria-hidden="true">
              {item.severity === 'error' ? '✕' : '!'}
            </span>
            <span className="visually-hidden">{t(`severity.${item.severity}`)}</span>
            <span className={styles.title}>{say(item.title)}</span>
            <AppLink href={causeHref(item, query)} className="keep">
              {t('pcs', { count: item.pcs, n: formatNumber(item.pcs, language) })}
            </AppLink>
          </li>
        ))}
      </ul>
      <AppLink href="/diagnosis">{t('overview:allCauses')}</AppLink>
    </section>
  );
}
