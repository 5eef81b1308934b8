import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular, ArrowUpload20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { Label, LabelSummary, ListSource } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { ExportDialog } from '../../ui/export-dialog.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { badgeWidth, Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { like, many, manyLike, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { diagnosisHref } from '../diagnosis/addresses.ts';
import { LabelPanel } from './label-panel.tsx';
import { LabelReasons, NewestLists } from './label-reasons.tsx';
import { JUDGEMENTS, JudgementBadge, useSaysText } from './label-words.tsx';

const SOURCES = ['intune', 'configmgr'] as const;
const RULES = {
  q: words,
  judgement: many(JUDGEMENTS),
  source: many(SOURCES),
  finding: manyLike(/^[A-Z][A-Z0-9_]{1,63}$/),
  open: like(/^[dn]:.{1,60} (?:intune|configmgr)$/u),
};
const DROP_ORDER = ['seen', 'evidence', 'exported', 'state', 'source'];
const keyOf = (label: Label) => `${label.pc} ${label.source}`;
const FALSE_ONES: readonly string[] = ['false'];

/** What consoles show about PCs and is not so, or does not mean what it seems to; the rest is shown to who asks for it. */
export function LabelsPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const language = useLanguage();
  const say = useServerText();
  const filters = useFilters(RULES);
  const narrowing = useMemo(() => apiQuery(filters.known), [filters.known]);
  const query = useMemo(
    () => (narrowing['judgement'] === undefined ? { ...narrowing, judgement: FALSE_ONES } : narrowing),
    [narrowing],
  );
  const list = useList<Label>({ path: '/labels', query, topics: ['devices', 'imports'], keyOf });
  const summary = useQuery({
    queryKey: ['labels', 'summary'],
    queryFn: ({ signal }) => call<LabelSummary>('GET', '/labels/summary', { signal }),
  });
  useLive(['devices', 'imports'], () => void summary.refetch(), 5_000);
  const [isExporting, setExporting] = useState(false);
  const columns = useColumns();
  const isFiltered = Object.keys(narrowing).length > 0;
  const openKey = filters.first('open');
  const opened = openKey === null ? undefined : list.rows().find((label) => keyOf(label) === openKey);
  const known = summary.data;
  const nameOf = (key: string, value: string) => {
    const pair = (name: string, word: string) => t('labels:pair', { name, value: word });
    if (key === 'q') return pair(t('labels:words'), value);
    if (key === 'judgement')
      return pair(t('labels:column.judgement'), t(`labels:judgement.${value as Label['judgement']}`));
    if (key === 'source') return pair(t('labels:column.source'), t(`labels:source.${value as ListSource}`));
    if (key !== 'finding') return null;
    const title = known?.findings.find((finding) => finding.id === value)?.title;
    return pair(t('labels:column.why'), title === undefined ? value : say(title));
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
            title={t('nav.labels')}
            asOf={list.asOf}
            isLive
            actions={
              <>
                <Button
                  appearance="primary"
                  icon={<ArrowUpload20Regular />}
                  onClick={() => goTo('/diagnosis/lists/new')}
                >
                  {t('labels:newList')}
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
            <SearchField filters={filters} label={t('labels:search')} />
            <FilterMenu
              filters={filters}
              name="judgement"
              text={t('labels:column.judgement')}
              choices={JUDGEMENTS.map((id) => ({
                id,
                text:
                  known === undefined
                    ? t(`labels:judgement.${id}`)
                    : `${t(`labels:judgement.${id}`)} (${formatNumber(known.judgements[id], language)})`,
              }))}
            />
            <FilterMenu
              filters={filters}
              name="source"
              text={t('labels:column.source')}
              choices={SOURCES.map((id) => ({ id, text: t(`labels:source.${id}`) }))}
            />
          </>
        }
        chips={
          <>
            {known !== undefined && <NewestLists summary={known} />}
            {known !== undefined && <LabelReasons summary={known} />}
            <FilterChips filters={filters} nameOf={nameOf} />
          </>
        }
        countText={(total, n) => t('labels:count', { count: total, n })}
        empty={
          known !== undefined && known.newest.length === 0
            ? t('labels:noLists')
            : isFiltered
              ? t('labels:noMatch')
              : known !== undefined && known.judgements.unproven > 0
                ? t('labels:noneProven', {
                    count: known.judgements.unproven,
                    n: formatNumber(known.judgements.unproven, language),
                  })
                : t('labels:noneFalse')
        }
        panel={opened !== undefined && <LabelPanel label={opened} onClose={() => filters.set('open', [])} />}
      >
        <Grid
          name="labels"
          label={t('nav.labels')}
          columns={columns}
          dropOrder={DROP_ORDER}
          list={list}
          keyOf={keyOf}
          openKey={openKey}
          onOpen={(label) => filters.set('open', [keyOf(label)])}
        />
      </ListPage>
      {isExporting && (
        <ExportDialog
          path="/labels/export"
          query={query}
          title={t('labels:exportTitle')}
          columns={[
            'name',
            'source',
            'says',
            'judgement',
            'why',
            'state',
            'exported',
            'seen',
            'evidence',
            'file',
            'line',
            'findings',
            'id',
          ]}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

function useColumns(): readonly GridColumn<Label>[] {
  const t = useTexts();
  const say = useServerText();
  const saysText = useSaysText();
  return useMemo(
    () => [
      {
        id: 'name',
        title: 'PC',
        width: 150,
        cell: (label) =>
          label.evidenceAt === null ? (
            <span className="keep">{label.name}</span>
          ) : (
            <AppLink href={diagnosisHref(label.pc)} tabIndex={-1} className="keep">
              {label.name}
            </AppLink>
          ),
      },
      {
        id: 'source',
        title: t('labels:column.source'),
        width: 96,
        cell: (label) => <span>{t(`labels:source.${label.source}`)}</span>,
      },
      {
        id: 'says',
        title: t('labels:column.says'),
        width: 180,
        cell: (label) => <span title={saysText(label.says)}>{saysText(label.says)}</span>,
      },
      {
        id: 'judgement',
        title: t('labels:column.judgement'),
        width: badgeWidth([t('labels:column.judgement'), ...JUDGEMENTS.map((id) => t(`labels:judgement.${id}`))]),
        cell: (label) => <JudgementBadge judgement={label.judgement} />,
      },
      {
        id: 'why',
        title: t('labels:column.why'),
        width: 310,
        cell: (label) => {
          const text = label.findings.map((finding) => say(finding.title)).join(' ');
          return <span title={text}>{text === '' ? t('none') : text}</span>;
        },
      },
      {
        id: 'state',
        title: t('labels:column.state'),
        width: 230,
        cell: (label) => {
          const text = label.state === null ? t('notSeen') : say(label.state.title);
          return <span title={text}>{text}</span>;
        },
      },
      {
        id: 'exported',
        title: t('labels:column.exported'),
        width: 120,
        cell: (label) => <Moment at={label.exportedAt} />,
      },
      {
        id: 'seen',
        title: t('labels:column.seen'),
        width: 120,
        cell: (label) => <Moment at={label.seenAt} absent={t('notSeen')} />,
      },
      {
        id: 'evidence',
        title: t('labels:column.evidence'),
        width: 120,
        cell: (label) => <Moment at={label.evidenceAt} absent={t('notSeen')} />,
      },
    ],
    [t, say, saysText],
  );
}
