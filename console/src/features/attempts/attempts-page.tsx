import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import type { Attempt } from '../../api/types.ts';
import { decimalsOfHresult, formatHresult, formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { ExportDialog } from '../../ui/export-dialog.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { badgeWidth, Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { like, many, manyLike, one, UUID, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { AttemptBadge } from './attempt-badge.tsx';
import { AttemptPanel } from './attempt-panel.tsx';

const OUTCOMES = ['accepted', 'later', 'refused', 'unreadable'] as const;
const STEPS = ['claim', 'discovery', 'policy', 'enrollment', 'session'] as const;
const LAST = ['<1h', '<24h', '<7d', '<30d', '<90d'] as const;
const RULES = {
  q: words,
  outcome: many(OUTCOMES),
  step: many(STEPS),
  reason: manyLike(/^[A-Z_]{1,64}$/),
  package: manyLike(UUID),
  device: manyLike(UUID),
  last: like(/^<\d{1,4}[hd]$/),
  by: one(['attempt', 'pc']),
  open: like(/^\d{4}-\d{2}-\d{2} [0-9a-f-]{36}$/),
};
const DROP_ORDER = ['count', 'user', 'step', 'hresult'];
const keyOf = (attempt: Attempt) => `${attempt.day} ${attempt.id}`;

/** Every try of a PC at a door, refused and unreadable ones too, with its reason. */
export function AttemptsPage() {
  const t = useTexts();
  const filters = useFilters(RULES);
  const [isExporting, setExporting] = useState(false);
  const by = filters.first('by') ?? 'attempt';
  const query = useMemo(() => ({ ...apiQuery(filters.known), by: [by] }), [filters.known, by]);
  const list = useList<Attempt>({ path: '/attempts', query, topics: ['attempts'], keyOf });
  const columns = useAttemptColumns();
  const { last: _last, ...narrowing } = apiQuery(filters.known);
  const isFiltered = Object.keys(narrowing).length > 0;
  const openKey = filters.first('open');
  const opened = openKey === null ? undefined : list.rows().find((attempt) => keyOf(attempt) === openKey);
  const period = filters.first('last') ?? '<24h';
  const nameOf = (key: string, value: string) => {
    if (key === 'outcome')
      return `${t('attempts:column.outcome')}: ${t(`attempts:outcome.${value as Attempt['outcome']}`)}`;
    if (key === 'step') return `${t('stageHead')}: ${t(`attempts:step.${value as Attempt['step']}`)}`;
    if (key === 'reason') return `${t('attempts:column.reason')}: ${value}`;
    if (key === 'package' || key === 'device') return `${t(`kind.${key}`)}: …${value.slice(-8)}`;
    if (key === 'last') return `${t('attempts:period')}: ${periodText(t, value)}`;
    return key === 'q' ? t('attempts:chipSearch', { value }) : null;
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
            title={t('nav.attempts')}
            asOf={list.asOf}
            isLive
            actions={
              <>
                <Button aria-pressed={by === 'pc'} onClick={() => filters.set('by', by === 'pc' ? [] : ['pc'])}>
                  {by === 'pc' ? t('attempts:ungroup') : t('attempts:group')}
                </Button>
                <Button icon={<ArrowDownload20Regular />} onClick={() => setExporting(true)}>
                  {t('export')}
                </Button>
              </>
            }
          />
        )}
        filterRow={
          <>
            <SearchField filters={filters} label={t('attempts:search')} />
            <FilterMenu
              filters={filters}
              name="outcome"
              text={t('attempts:column.outcome')}
              choices={OUTCOMES.map((id) => ({ id, text: t(`attempts:outcome.${id}`) }))}
            />
            <FilterMenu
              filters={filters}
              name="step"
              text={t('stageHead')}
              choices={STEPS.map((id) => ({ id, text: t(`attempts:step.${id}`) }))}
            />
            <FilterMenu
              filters={filters}
              name="last"
              isSingle
              text={`${t('attempts:period')}: ${periodText(t, period)}`}
              choices={LAST.map((id) => ({ id, text: periodText(t, id) }))}
            />
          </>
        }
        chips={<FilterChips filters={filters} nameOf={nameOf} />}
        countText={(total, n) => t('attempts:count', { count: total, n })}
        empty={isFiltered ? t('attempts:noMatch') : t('attempts:none', { period: periodText(t, period) })}
        panel={opened !== undefined && <AttemptPanel attempt={opened} onClose={() => filters.set('open', [])} />}
      >
        <Grid
          name="attempts"
          label={t('nav.attempts')}
          columns={columns}
          dropOrder={DROP_ORDER}
          list={list}
          keyOf={keyOf}
          openKey={openKey}
          onOpen={(attempt) => filters.set('open', [keyOf(attempt)])}
        />
      </ListPage>
      {isExporting && (
        <ExportDialog
          path="/attempts/export"
          query={query}
          title={t('attempts:exportTitle')}
          columns={columns.map((column) => column.id)}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

function periodText(t: ReturnType<typeof useTexts>, value: string): string {
  const n = Number(value.slice(1, -1));
  return value.endsWith('h') ? t('attempts:within.h', { n }) : t('attempts:within.d', { n });
}

/** Windows says a claim instead of a person once a PC has one (`<claim id>@<enrollment host>`). */
function userText(t: ReturnType<typeof useTexts>, userName: string): string {
  if (userName === '') return t('none');
  const [name = ''] = userName.split('@');
  return UUID.test(name) ? t('attempts:byClaim', { end: name.slice(-8) }) : userName;
}

function useAttemptColumns(): readonly GridColumn<Attempt>[] {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  return useMemo(() => {
    return [
      {
        id: 'at',
        title: t('attempts:column.at'),
        width: 168,
        cell: (attempt) => <Moment at={attempt.lastAt} as="second" />,
      },
      {
        id: 'outcome',
        title: t('attempts:column.outcome'),
        width: badgeWidth(OUTCOMES.map((id) => t(`attempts:outcome.${id}`))),
        cell: (attempt) => <AttemptBadge outcome={attempt.outcome} />,
      },
      {
        id: 'step',
        title: t('stageHead'),
        width: 120,
        cell: (attempt) => <span>{t(`attempts:step.${attempt.step}`)}</span>,
      },
      {
        id: 'pc',
        title: 'PC',
        width: 160,
        cell: (attempt) =>
          attempt.pcName === '' ? (
            <span>{t('notSeen')}</span>
          ) : attempt.deviceId === null ? (
            <span>
              <span className="keep">{attempt.pcName}</span> <span className="second">{t('attempts:said')}</span>
            </span>
          ) : (
            <AppLink href={`/devices/${attempt.deviceId}`} tabIndex={-1} className="keep">
              {attempt.pcName}
            </AppLink>
          ),
      },
      {
        id: 'user',
        title: t('attempts:column.user'),
        width: 152,
        cell: (attempt) => <span title={attempt.userName}>{userText(t, attempt.userName)}</span>,
      },
      {
        id: 'reason',
        title: t('attempts:column.reason'),
        width: 264,
        cell: (attempt) =>
          attempt.reason === null ? (
            <span>{t('none')}</span>
          ) : (
            <span title={say(attempt.reason.text)}>{say(attempt.reason.text)}</span>
          ),
      },
      {
        id: 'hresult',
        title: 'HRESULT',
        width: 104,
        cell: (attempt) =>
          attempt.hresult === null ? (
            <span>{t('none')}</span>
          ) : (
            <span className="mono keep" title={decimalsOfHresult(attempt.hresult)}>
              {formatHresult(attempt.hresult)}
            </span>
          ),
      },
      {
        id: 'count',
        title: t('attempts:column.count'),
        width: 56,
        isNumber: true,
        cell: (attempt) => <span>{formatNumber(attempt.count, language)}</span>,
      },
    ] satisfies readonly GridColumn<Attempt>[];
  }, [t, say, language]);
}
