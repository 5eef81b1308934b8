import type { FindingCount } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import type { UrlSearch } from '../../ui/url-search.ts';
import { causeHref } from './cause-href.ts';
import styles from './causes-page.module.css';
import { SeverityBadge } from './severity-badge.tsx';
import { Trend } from './trend.tsx';

/** Causes by how many PCs have them, with two weeks behind them. */
export function CausesTable({
  items,
  search,
}: {
  readonly items: readonly FindingCount[];
  readonly search: UrlSearch;
}) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const max = Math.max(1, ...items.flatMap((item) => item.trend));
  return (
    <PlainTable
      label={t('nav.causes')}
      heads={[t('diagnosis:cause'), t('diagnosis:severity'), t('diagnosis:pcsHead'), t('diagnosis:trend')]}
      rows={items.map((item) => ({
        key: `${item.source} ${item.id}`,
        cells: [
          <span key="cause" className={styles.cause}>
            <span>{say(item.title)}</span>
            <span className={styles.id}>
              {item.id}
              {item.source === 'attempts' && ` · ${t('diagnosis:fromAttempts')}`}
            </span>
          </span>,
          <SeverityBadge key="severity" severity={item.severity} />,
          <AppLink key="pcs" href={causeHref(item, search)} className="keep">
            {t('pcs', { count: item.pcs, n: formatNumber(item.pcs, language) })}
          </AppLink>,
          <Trend key="trend" days={item.trend} max={max} />,
        ],
      }))}
    />
  );
}
