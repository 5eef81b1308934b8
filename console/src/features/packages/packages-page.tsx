import { Add20Regular } from '@fluentui/react-icons';
import { useMemo } from 'react';
import type { Package } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { badgeWidth, Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { many, one, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { PLATFORMS } from '../../ui/vocabulary.ts';
import { ExpiryClock, MiniFunnel, PackageBadge } from './package-words.tsx';

const STATES = ['ready', 'running', 'expired', 'revoked', 'done'] as const;
const RULES = {
  q: words,
  state: many(STATES),
  platform: many(PLATFORMS),
  sort: one(['created', '-created', 'name', '-name', 'expires', '-expires']),
};
const DROP_ORDER = ['last', 'target', 'platform'];
const keyOf = (pkg: Package) => pkg.id;

/** All distribution packages: how far each is, and what failed. */
export function PackagesPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const filters = useFilters(RULES);
  const sort = filters.first('sort') ?? '-created';
  const query = useMemo(() => ({ ...apiQuery(filters.known), sort: [sort] }), [filters.known, sort]);
  const list = useList<Package>({ path: '/packages', query, topics: ['packages'], keyOf });
  const columns = usePackageColumns();
  const isFiltered = Object.keys(apiQuery(filters.known)).length > 0;
  const nameOf = (key: string, value: string) => {
    if (key === 'state')
      return `${t('packages:column.state')}: ${t(`packages:state.${value as (typeof STATES)[number]}`)}`;
    if (key === 'platform')
      return `${t('packages:column.platform')}: ${t(`platform.${value as (typeof PLATFORMS)[number]}`)}`;
    return key === 'q' ? t('packages:chipSearch', { value }) : null;
  };
  const make = (
    <ActionButton appearance="primary" icon={<Add20Regular />} onClick={() => goTo('/packages/new')}>
      {t('packages:make')}
    </ActionButton>
  );
  return (
    <ListPage
      list={list}
      isFiltered={isFiltered || filters.unknown.length > 0}
      onClear={filters.clear}
      header={(filterRow) => (
        <PageHeader title={t('nav.packages')} asOf={list.asOf} isLive filters={filterRow} actions={make} />
      )}
      filterRow={
        <>
          <SearchField filters={filters} label={t('packages:search')} />
          <FilterMenu
            filters={filters}
            name="state"
            text={t('packages:column.state')}
            choices={STATES.map((id) => ({ id, text: t(`packages:state.${id}`) }))}
          />
          <FilterMenu
            filters={filters}
            name="platform"
            text={t('packages:column.platform')}
            choices={PLATFORMS.map((id) => ({ id, text: t(`platform.${id}`) }))}
          />
        </>
      }
      chips={<FilterChips filters={filters} nameOf={nameOf} />}
      countText={(total, n) => t('packages:count', { count: total, n })}
      empty={isFiltered ? t('packages:noMatch') : t('packages:none')}
    >
      <Grid
        name="packages"
        label={t('nav.packages')}
        columns={columns}
        dropOrder={DROP_ORDER}
        list={list}
        keyOf={keyOf}
        sort={sort}
        onSort={(next) => filters.set('sort', [next])}
        onOpen={(pkg) => goTo(`/packages/${pkg.id}`)}
      />
    </ListPage>
  );
}

function usePackageColumns(): readonly GridColumn<Package>[] {
  const t = useTexts();
  const language = useLanguage();
  return useMemo(() => {
    const number = (value: number) => formatNumber(value, language);
    return [
      {
        id: 'name',
        title: t('packages:column.name'),
        width: 184,
        sort: 'name',
        cell: (pkg) => (
          <AppLink href={`/packages/${pkg.id}`} tabIndex={-1} title={pkg.name}>
            {pkg.name}
          </AppLink>
        ),
      },
      {
        id: 'state',
        title: t('packages:column.state'),
        width: badgeWidth(STATES.map((id) => t(`packages:state.${id}`))),
        cell: (pkg) => <PackageBadge state={pkg.state} />,
      },
      {
        id: 'expires',
        title: t('packages:column.expires'),
        width: 168,
        sort: 'expires',
        cell: (pkg) => <ExpiryClock pkg={pkg} />,
      },
      {
        id: 'platform',
        title: t('packages:column.platform'),
        width: 168,
        cell: (pkg) => <span>{t(`platform.${pkg.platform}`)}</span>,
      },
      {
        id: 'target',
        title: t('packages:column.planned'),
        width: 96,
        isNumber: true,
        cell: (pkg) => (
          <span>
            {pkg.planned === null ? t('handOver.unknown') : t('pcs', { count: pkg.planned, n: number(pkg.planned) })}
          </span>
        ),
      },
      { id: 'progress', title: t('packages:column.progress'), width: 200, cell: (pkg) => <MiniFunnel pkg={pkg} /> },
      {
        id: 'failed',
        title: t('packages:column.failed'),
        width: 72,
        isNumber: true,
        cell: (pkg) =>
          pkg.failed === 0 ? (
            <span>0</span>
          ) : (
            <AppLink
              href={`/packages/${pkg.id}?outcome=failed`}
              tabIndex={-1}
              aria-label={t('packages:failedOf', { name: pkg.name, count: pkg.failed })}
            >
              {number(pkg.failed)}
            </AppLink>
          ),
      },
      { id: 'last', title: t('packages:column.last'), width: 120, cell: (pkg) => <Moment at={pkg.lastEventAt} /> },
    ] satisfies readonly GridColumn<Package>[];
  }, [t, language]);
}
