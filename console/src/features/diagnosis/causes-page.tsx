import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { Coverage, StateCount } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';
import { renderUrlSearch, type UrlSearch } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import styles from './causes-page.module.css';
import { CausesTable } from './causes-table.tsx';
import {
  CAUSES_RULES,
  FleetChips,
  FleetFilterMenus,
  FleetTabs,
  useFindingCounts,
  useStateCounts,
} from './fleet-filters.tsx';
import { RediagnoseButton } from './rediagnosis.tsx';

const FIRST = 10;
const CAUSES: readonly string[] = ['error', 'warning'];

/** Why PCs are not where they should be, over all PCs: causes with counts and trend, and states. */
export function CausesPage() {
  const t = useTexts();
  const filters = useFilters(CAUSES_RULES);
  const query = useMemo(() => apiQuery(filters.known), [filters.known]);
  // a cause is what needs work; information is shown to who asks for it
  const asked = useMemo(() => ({ ...query, severity: query['severity'] ?? CAUSES }), [query]);
  const findings = useFindingCounts(asked);
  const states = useStateCounts(query);
  const coverage = useQuery({
    queryKey: ['diagnosis-coverage'],
    queryFn: ({ signal }) => call<Coverage>('GET', '/diagnosis/coverage', { signal }),
  });
  const refetch = () => {
    void findings.refetch();
    void states.refetch();
    void coverage.refetch();
  };
  useLive(['devices', 'attempts'], refetch, 5_000);
  const [isAll, setAll] = useState(false);
  const items = findings.data?.items;
  const isFiltered = filters.unknown.length > 0 || Object.keys(query).length > 0;
  const error = findings.error ?? states.error;
  const isNothingKnown = coverage.data?.diagnosed === 0 && coverage.data.byNameOnly === 0;
  return (
    <>
      <PageHeader
        title={t('nav.causes')}
        asOf={findings.data?.asOf ?? null}
        isLive
        filters={
          <search className={styles.filters}>
            <FleetFilterMenus filters={filters} />
          </search>
        }
        actions={<RediagnoseButton />}
      />
      <FleetChips filters={filters} />
      <FleetTabs filters={filters} />
      {coverage.data !== undefined && <CoverageLine coverage={coverage.data} />}
      {error !== null && <LoadError error={error} onRetry={refetch} />}
      {items === undefined && error === null && <Loading rows={12} />}
      {items?.length === 0 && error === null && (
        <Empty action={isFiltered && <Button onClick={filters.clear}>{t('clearFilters')}</Button>}>
          {isFiltered
            ? t('diagnosis:noCauseMatches')
            : isNothingKnown
              ? t('diagnosis:noCauseAtAll')
              : t('diagnosis:noCauses')}
        </Empty>
      )}
      <div className={styles.columns}>
        {items !== undefined && items.length > 0 && (
          <section aria-labelledby="top-causes" className={styles.main}>
            <h2 id="top-causes">{t('diagnosis:topCauses')}</h2>
            <CausesTable items={isAll ? items : items.slice(0, FIRST)} search={asked} />
            {items.length > FIRST && (
              <Button appearance="subtle" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
                {isAll ? t('diagnosis:fewerCauses') : t('diagnosis:allCauses', { count: items.length })}
              </Button>
            )}
          </section>
        )}
        {states.data !== undefined && states.data.items.length > 0 && (
          <StateBars items={states.data.items} search={query} />
        )}
      </div>
    </>
  );
}

function CoverageLine({ coverage }: { readonly coverage: Coverage }) {
  const t = useTexts();
  const language = useLanguage();
  const n = (value: number) => formatNumber(value, language);
  const { diagnosed, byNameOnly, withoutEvidence } = coverage;
  return (
    <p className={styles.coverage}>
      <span>{t('diagnosis:diagnosed', { count: diagnosed, n: n(diagnosed) })}</span>
      {byNameOnly > 0 && (
        <span title={t('diagnosis:byNameWhat')}>{t('diagnosis:byName', { count: byNameOnly, n: n(byNameOnly) })}</span>
      )}
      <span title={t('diagnosis:withoutWhat')}>
        <AppLink href="/devices?evidence=without">
          {t('diagnosis:without', { count: withoutEvidence, n: n(withoutEvidence) })}
        </AppLink>
      </span>
    </p>
  );
}

/** PCs by state as bars from zero; each count leads to the PCs that it counts. */
function StateBars({ items, search }: { readonly items: readonly StateCount[]; readonly search: UrlSearch }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const max = Math.max(1, ...items.map((item) => item.pcs));
  return (
    <section aria-labelledby="states" className={styles.states}>
      <h2 id="states">{t('diagnosis:states')}</h2>
      <ul>
        {items.map((item) => (
          <li key={item.id} className={styles.state}>
            <span className={styles.stateLine}>
              <span>{say(item.title)}</span>
              <AppLink href={`/diagnosis/pcs${renderUrlSearch({ ...search, state: [item.id] })}`} className="keep">
                {t('pcs', { count: item.pcs, n: formatNumber(item.pcs, language) })}
              </AppLink>
            </span>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.fill} style={{ width: `${(item.pcs / max) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
