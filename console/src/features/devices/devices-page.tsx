import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Device, ListOf, Package } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { ColumnMenu } from '../../ui/column-menu.tsx';
import { ExportDialog } from '../../ui/export-dialog.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { badgeWidth, Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { like, many, manyLike, one, words as typedWords, UUID } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { ViewMenu } from '../../ui/view-menu.tsx';
import { KNOWN, PLATFORMS, STAGES } from '../../ui/vocabulary.ts';
import { OS_CHOICES, osName, shortOsName } from './device-words.ts';
import { GroupIntentions } from './group-intentions.tsx';
import { IntentionDialog } from './intention-dialog.tsx';
import { INTENTION_FILTERS } from './intention-words.ts';
import { NameAnswer } from './name-answer.tsx';
import { PlatformText } from './platform-text.tsx';

const STATES = [
  'enrolled',
  'enrolling',
  'waiting',
  'probation',
  'failed',
  'silent',
  'leaving',
  'left',
  'notseen',
] as const;
const SORTS = ['name', 'last', 'state', 'stage', 'user', 'platform', 'os', 'enrolled', 'certificate', 'serial'];
const COLUMNS = [
  'name',
  'state',
  'known',
  'user',
  'platform',
  'stage',
  'last',
  'os',
  'serial',
  'model',
  'domain',
  'package',
  'next',
  'enrolled',
  'certificate',
] as const;
type ColumnId = (typeof COLUMNS)[number];
/** Shown without a choice; where it is narrow they give way in this order. */
const DEFAULT_COLUMNS: readonly ColumnId[] = ['name', 'state', 'known', 'user', 'platform', 'stage', 'last', 'os'];
const DROP_ORDER: readonly ColumnId[] = ['os', 'stage', 'platform', 'known', 'user'];
/** Columns that were chosen stay, however narrow it is. */
const NO_DROPS: readonly ColumnId[] = [];
const EVIDENCE = ['with', 'without'] as const;
const LAST = ['<1h', '<24h', '>1d', '>7d', '>30d'] as const;
const RULES = {
  q: typedWords,
  state: many(STATES),
  stage: many(STAGES),
  known: many(KNOWN),
  platform: many(PLATFORMS),
  package: manyLike(UUID),
  reason: manyLike(/^[A-Z_]{1,64}$/),
  os: manyLike(/^[\d.]{1,32}$/),
  last: like(/^[<>]\d{1,4}[hd]$/),
  since: like(/^[<>]\d{1,4}[hd]$/),
  intention: many(INTENTION_FILTERS),
  evidence: one(EVIDENCE),
  sort: one(SORTS.flatMap((name) => [name, `-${name}`])),
  cols: like(/^[a-z]+(,[a-z]+)*$/),
};
const MOST_AT_ONCE = 100;
/** PCs whose intention one call sets; the server's own bound. */
const INTENDED_AT_ONCE = 1_000;

/** All PCs: with an accepted claim or a certificate, or named in a package's list. */
export function DevicesPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const filters = useFilters(RULES);
  const sort = filters.first('sort') ?? '-last';
  const query = useMemo(() => ({ ...apiQuery(filters.known), sort: [sort] }), [filters.known, sort]);
  const list = useList<Device>({ path: '/devices', query, topics: ['devices'], keyOf });
  const [isExporting, setExporting] = useState(false);
  const [isIntending, setIntending] = useState(false);
  const [isGrouping, setGrouping] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const packages = useQuery({
    queryKey: ['packages', 'names'],
    queryFn: () => call<ListOf<Package>>('GET', '/packages', { query: { limit: 200 } }),
    staleTime: 60_000,
  });
  const packageNames = packages.data?.items ?? [];
  const columns = useDeviceColumns(filters.first('cols'));
  const words = filters.first('q');
  const isFiltered = Object.keys(apiQuery(filters.known)).length > 0;
  const isByNameOnly = words !== null && Object.keys(apiQuery(filters.known)).length === 1;
  const nameOf = (key: string, value: string) => {
    switch (key) {
      case 'state':
        return t('devices:chip.state', { value: t(`state.${value as (typeof STATES)[number]}`) });
      case 'stage':
        return t('devices:chip.stage', { value: t(`stage.${value as (typeof STAGES)[number]}`) });
      case 'known':
        return t('devices:chip.known', { value: t(`known.${value as (typeof KNOWN)[number]}`) });
      case 'platform':
        return t('devices:chip.platform', { value: t(`platform.${value as (typeof PLATFORMS)[number]}`) });
      case 'package':
        return t('devices:chip.package', {
          value: packageNames.find((item) => item.id === value)?.name ?? `…${value.slice(-8)}`,
        });
      case 'reason':
        return t('devices:chip.reason', { value });
      case 'os':
        return t('devices:chip.os', { value: osName(`${value}.`) === `${value}.` ? value : osName(`${value}.`) });
      case 'last':
        return t('devices:chip.last', { value: lastText(t, value) });
      case 'since':
        return t('devices:chip.since', { value: lastText(t, value) });
      case 'intention':
        return t('devices:chip.intention', {
          value: t(`devices:intention.${value as (typeof INTENTION_FILTERS)[number]}`),
        });
      case 'evidence':
        return t(`devices:evidence.${value as (typeof EVIDENCE)[number]}`);
      case 'q':
        return t('devices:chip.q', { value });
      default:
        return null;
    }
  };
  return (
    <>
      <ListPage
        list={list}
        isFiltered={isFiltered || filters.unknown.length > 0}
        onClear={filters.clear}
        header={(filterRow) => (
          <PageHeader
            filters={filterRow}
            title={t('nav.devices')}
            asOf={list.asOf}
            isLive
            actions={
              <>
                <ViewMenu path="/devices" filters={filters} />
                <ColumnMenu
                  filters={filters}
                  defaults={DEFAULT_COLUMNS}
                  fixed="name"
                  choices={COLUMNS.map((id) => ({ id, text: t(`devices:column.${id}`) }))}
                />
                <Button onClick={() => setGrouping(true)}>{t('devices:groupIntentionsOpen')}</Button>
                <Button icon={<ArrowDownload20Regular />} onClick={() => setExporting(true)}>
                  {t('export')}
                </Button>
              </>
            }
          />
        )}
        filterRow={
          <>
            <SearchField filters={filters} label={t('devices:search')} />
            <FilterMenu
              filters={filters}
              name="state"
              text={t('devices:column.state')}
              choices={STATES.map((id) => ({ id, text: t(`state.${id}`) }))}
            />
            <FilterMenu
              filters={filters}
              name="known"
              text={t('devices:column.known')}
              choices={KNOWN.map((id) => ({ id, text: t(`known.${id}`) }))}
            />
            <FilterMenu
              filters={filters}
              name="platform"
              text={t('devices:column.platform')}
              choices={PLATFORMS.map((id) => ({ id, text: t(`platform.${id}`) }))}
            />
            <FilterMenu
              filters={filters}
              name="stage"
              text={t('devices:column.stage')}
              choices={STAGES.map((id) => ({ id, text: t(`stage.${id}`) }))}
            />
            {packageNames.length > 0 && (
              <FilterMenu
                filters={filters}
                name="package"
                text={t('devices:column.package')}
                choices={packageNames.map((item) => ({ id: item.id, text: item.name }))}
              />
            )}
            <FilterMenu
              filters={filters}
              name="last"
              isSingle
              text={t('devices:column.last')}
              choices={LAST.map((id) => ({ id, text: lastText(t, id) }))}
            />
            <FilterMenu
              filters={filters}
              name="intention"
              text={t('devices:column.intention')}
              choices={INTENTION_FILTERS.map((id) => ({ id, text: t(`devices:intention.${id}`) }))}
            />
            <FilterMenu
              filters={filters}
              name="evidence"
              isSingle
              text={t('devices:evidence.title')}
              choices={EVIDENCE.map((id) => ({ id, text: t(`devices:evidence.${id}`) }))}
            />
            <FilterMenu filters={filters} name="os" text={t('devices:column.os')} choices={OS_CHOICES} />
          </>
        }
        chips={<FilterChips filters={filters} nameOf={nameOf} />}
        countText={(total, n) => t('pcs', { count: total, n })}
        selectionBar={
          selected.size > 0 && (
            <>
              <span>{t('devices:selected', { count: selected.size })}</span>
              <ActionButton
                size="small"
                blockedWhy={selected.size > MOST_AT_ONCE ? t('devices:tooMany') : null}
                onClick={() => goTo(`/devices/unenroll?${[...selected].map((id) => `id=${id}`).join('&')}`)}
              >
                {t('devices:unenroll')}
              </ActionButton>
              <ActionButton
                size="small"
                blockedWhy={selected.size > INTENDED_AT_ONCE ? t('devices:intentionTooMany') : null}
                onClick={() => setIntending(true)}
              >
                {t('devices:intend')}
              </ActionButton>
              <Button size="small" appearance="transparent" onClick={() => setSelected(new Set())}>
                {t('devices:unselect')}
              </Button>
            </>
          )
        }
        empty={isByNameOnly ? <NameAnswer name={words} /> : isFiltered ? t('devices:noMatch') : t('devices:noFleet')}
      >
        <Grid
          name="devices"
          label={t('nav.devices')}
          columns={columns}
          dropOrder={filters.first('cols') === null ? DROP_ORDER : NO_DROPS}
          list={list}
          keyOf={keyOf}
          sort={sort}
          onSort={(next) => filters.set('sort', [next])}
          onOpen={(device) => goTo(`/devices/${device.id}`)}
          selection={selected}
          onSelect={setSelected}
        />
      </ListPage>
      {isIntending && (
        <IntentionDialog
          ids={[...selected]}
          title={t('devices:intendMany', { count: selected.size })}
          current={null}
          onClose={() => setIntending(false)}
        />
      )}
      {isGrouping && <GroupIntentions onClose={() => setGrouping(false)} />}
      {isExporting && (
        <ExportDialog
          path="/devices/export"
          query={query}
          title={t('devices:exportTitle')}
          columns={columns.map((column) => column.id)}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

const keyOf = (device: Device) => device.id;

function lastText(t: ReturnType<typeof useTexts>, value: string): string {
  const n = Number(value.slice(1, -1));
  const unit = value.endsWith('h') ? 'h' : 'd';
  if (value.startsWith('<')) return unit === 'h' ? t('devices:within.h', { n }) : t('devices:within.d', { n });
  return unit === 'h' ? t('devices:before.h', { n }) : t('devices:before.d', { n });
}

function useDeviceColumns(chosen: string | null): readonly GridColumn<Device>[] {
  const t = useTexts();
  return useMemo(() => {
    const ids = COLUMNS.filter((id) =>
      chosen === null ? DEFAULT_COLUMNS.includes(id) : id === 'name' || chosen.split(',').includes(id),
    );
    const cells: Readonly<Record<ColumnId, Omit<GridColumn<Device>, 'id' | 'title'>>> = {
      name: {
        width: 156,
        sort: 'name',
        cell: (device) => (
          <AppLink href={`/devices/${device.id}`} tabIndex={-1} className="keep">
            {device.name}
          </AppLink>
        ),
      },
      state: {
        width: badgeWidth(STATES.map((id) => t(`state.${id}`))),
        sort: 'state',
        cell: (device) => <StateBadge state={device.state} />,
      },
      known: {
        width: 104,
        cell: (device) => <span>{device.known === null ? t('notSeen') : t(`known.${device.known}`)}</span>,
      },
      user: {
        width: 104,
        sort: 'user',
        cell: (device) =>
          device.user === null ? (
            <span>{t('none')}</span>
          ) : (
            <span title={device.user.upn}>{device.user.name === '' ? device.user.upn : device.user.name}</span>
          ),
      },
      platform: { width: 200, sort: 'platform', cell: (device) => <PlatformText device={device} /> },
      stage: {
        width: 148,
        sort: 'stage',
        cell: (device) => <span>{device.stage === null ? t('none') : t(`stage.${device.stage}`)}</span>,
      },
      last: { width: 112, sort: 'last', cell: (device) => <Moment at={device.lastContactAt} /> },
      os: {
        width: 80,
        sort: 'os',
        cell: (device) =>
          device.osVersion === null ? (
            <span>{t('notSeen')}</span>
          ) : (
            <span title={`${osName(device.osVersion)} (${device.osVersion})`}>{shortOsName(device.osVersion)}</span>
          ),
      },
      serial: {
        width: 160,
        sort: 'serial',
        cell: (device) => <span className="mono">{device.serial ?? t('notSeen')}</span>,
      },
      model: {
        width: 200,
        cell: (device) => <span>{[device.maker, device.model].filter(Boolean).join(' ') || t('notSeen')}</span>,
      },
      domain: { width: 176, cell: (device) => <span>{device.domain === '' ? t('none') : device.domain}</span> },
      package: {
        width: 176,
        cell: (device) =>
          device.package === null ? (
            <span>{t('none')}</span>
          ) : (
            <AppLink href={`/packages/${device.package.id}`} tabIndex={-1}>
              {device.package.name}
            </AppLink>
          ),
      },
      next: { width: 152, cell: (device) => <Moment at={device.nextContactBy} as="minute" /> },
      enrolled: { width: 152, sort: 'enrolled', cell: (device) => <Moment at={device.enrolledAt} /> },
      certificate: {
        width: 152,
        sort: 'certificate',
        cell: (device) => <Moment at={device.certificateExpiresAt} as="minute" />,
      },
    };
    return ids.map((id) => ({ id, title: t(`devices:column.${id}`), ...cells[id] }));
  }, [chosen, t]);
}
