import { useMemo } from 'react';
import type { Package, PackagePc, PackagePcOutcome } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { badgeWidth, Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { like, many, manyLike, one, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { STAGES } from '../../ui/vocabulary.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import { PackagePcPanel } from './package-pc-panel.tsx';
import styles from './package-pcs.module.css';

const OUTCOMES = [
  'not-seen',
  'in-progress',
  'waiting',
  'failed',
  'done',
] as const satisfies readonly PackagePcOutcome[];
const STAGE_CHOICES = ['none', ...STAGES] as const;
const RULES = {
  q: words,
  stage: many(STAGE_CHOICES),
  outcome: many(OUTCOMES),
  reason: manyLike(/^[A-Z_]{1,64}$/),
  sort: one(['-at', 'at', 'name', '-name']),
  open: like(/^.{1,200}$/),
};
const DROP_ORDER = ['user', 'stage'];
const keyOf = (pc: PackagePc) => `${pc.package.id}/${pc.key}`;

/** The PCs of a package, or of all packages together (null), the failing ones with their reason. */
export function PackagePcs({ pkg }: { readonly pkg: Package | null }) {
  const t = useTexts();
  const goTo = useGoTo();
  const filters = useFilters(RULES);
  const sort = filters.first('sort') ?? '-at';
  const query = useMemo(() => ({ ...apiQuery(filters.known), sort: [sort] }), [filters.known, sort]);
  const list = useList<PackagePc>({
    path: pkg === null ? '/packages/pcs' : `/packages/${pkg.id}/pcs`,
    query,
    topics: ['packages', 'devices'],
    keyOf,
  });
  const columns = usePcColumns(pkg === null);
  const isFiltered = Object.keys(apiQuery(filters.known)).length > 0;
  const openKey = filters.first('open');
  const opened = openKey === null ? undefined : list.rows().find((pc) => keyOf(pc) === openKey);
  const nameOf = (key: string, value: string) => {
    if (key === 'stage')
      return `${t('stageHead')}: ${value === 'none' ? t('none') : t(`stage.${value as (typeof STAGES)[number]}`)}`;
    if (key === 'outcome')
      return `${t('package:column.outcome')}: ${t(`package:outcome.${value as PackagePcOutcome}`)}`;
    if (key === 'reason') return `${t('package:column.reason')}: ${value}`;
    return key === 'q' ? t('packages:chipSearch', { value }) : null;
  };
  return (
    <div className={styles.list}>
      <ListPage
        list={list}
        header={(filterRow) => filterRow}
        isFiltered={isFiltered || filters.unknown.length > 0}
        onClear={filters.clear}
        filterRow={
          <>
            <SearchField filters={filters} label={t('package:search')} />
            <FilterMenu
              filters={filters}
              name="stage"
              text={t('stageHead')}
              choices={STAGE_CHOICES.map((id) => ({ id, text: id === 'none' ? t('none') : t(`stage.${id}`) }))}
            />
            <FilterMenu
              filters={filters}
              name="outcome"
              text={t('package:column.outcome')}
              choices={OUTCOMES.map((id) => ({ id, text: t(`package:outcome.${id}`) }))}
            />
          </>
        }
        chips={<FilterChips filters={filters} nameOf={nameOf} />}
        countText={(total, n) => t('pcs', { count: total, n })}
        empty={isFiltered ? t('package:noMatch') : t('package:noPcs')}
        panel={opened !== undefined && <PackagePcPanel pc={opened} onClose={() => filters.set('open', [])} />}
      >
        <Grid
          name="package-pcs"
          label={t('package:tab.pcs')}
          columns={columns}
          dropOrder={DROP_ORDER}
          list={list}
          keyOf={keyOf}
          sort={sort}
          onSort={(next) => filters.set('sort', [next])}
          openKey={openKey}
          onOpen={(pc) =>
            pc.reason === null && pc.deviceId !== null
              ? goTo(`/devices/${pc.deviceId}`)
              : filters.set('open', [keyOf(pc)])
          }
        />
      </ListPage>
    </div>
  );
}

function usePcColumns(hasPackage: boolean): readonly GridColumn<PackagePc>[] {
  const t = useTexts();
  const say = useServerText();
  return useMemo(
    () => [
      {
        id: 'name',
        title: 'PC',
        width: 200,
        sort: 'name',
        cell: (pc) => (
          <span>
            {pc.deviceId === null ? (
              <span className="keep">{pc.name}</span>
            ) : (
              <AppLink href={`/devices/${pc.deviceId}`} tabIndex={-1} className="keep">
                {pc.name}
              </AppLink>
            )}
            {pc.said && <span className="second"> {t('package:said')}</span>}
          </span>
        ),
      },
      ...(hasPackage
        ? [
            {
              id: 'package',
              title: t('packages:column.package'),
              width: 176,
              cell: (pc: PackagePc) => (
                <AppLink href={`/packages/${pc.package.id}`} tabIndex={-1} title={pc.package.name}>
                  {pc.package.name}
                </AppLink>
              ),
            },
          ]
        : []),
      {
        id: 'user',
        title: t('package:column.user'),
        width: 176,
        cell: (pc) => <span>{pc.userName === '' ? t('none') : pc.userName}</span>,
      },
      {
        id: 'stage',
        title: t('stageHead'),
        width: 176,
        cell: (pc) => <span>{pc.stage === null ? t('none') : t(`stage.${pc.stage}`)}</span>,
      },
      {
        id: 'outcome',
        title: t('package:column.outcome'),
        width: badgeWidth(OUTCOMES.map((id) => t(`package:outcome.${id}`))),
        cell: (pc) => <OutcomeBadge outcome={pc.outcome} />,
      },
      {
        id: 'reason',
        title: t('package:column.reason'),
        width: 272,
        cell: (pc) =>
          pc.reason === null ? (
            <span>{t('none')}</span>
          ) : (
            <span title={say(pc.reason.text)}>{say(pc.reason.text)}</span>
          ),
      },
      { id: 'at', title: t('package:column.at'), width: 128, sort: 'at', cell: (pc) => <Moment at={pc.at} /> },
    ],
    [t, say, hasPackage],
  );
}
