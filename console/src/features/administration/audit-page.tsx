import { CheckmarkCircle16Filled, DismissCircle16Filled } from '@fluentui/react-icons';
import { useMemo } from 'react';
import type { AuditEntry } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Badge } from '../../ui/state-badge.tsx';
import { like, UUID, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import styles from './audit-page.module.css';
import { actionText, isAuditKind } from './audit-words.ts';

const RULES = { q: words, open: like(UUID) };
const DROP_ORDER = ['actor', 'result'];
/** Whatever operators change tells one of these. */
const TOPICS = ['devices', 'packages', 'imports', 'sources', 'operators'] as const;
const keyOf = (entry: AuditEntry) => entry.id;

/** Every change that an operator or a token made or tried: who, what, on what, with what result. */
export function AuditPage() {
  const t = useTexts();
  const filters = useFilters(RULES);
  const query = useMemo(() => apiQuery(filters.known), [filters.known]);
  const list = useList<AuditEntry>({ path: '/audit', query, topics: TOPICS, keyOf, everyMs: 10_000 });
  const columns = useAuditColumns();
  const opened = list.rows().find((entry) => entry.id === filters.first('open'));
  const isFiltered = Object.keys(query).length > 0;
  return (
    <ListPage
      list={list}
      isFiltered={isFiltered || filters.unknown.length > 0}
      onClear={filters.clear}
      header={(filterRow) => (
        <PageHeader
          filters={filterRow}
          title={t('nav.audit')}
          asOf={list.asOf}
          parents={[{ text: t('nav.administration'), to: '/admin/settings' }]}
        />
      )}
      filterRow={<SearchField filters={filters} label={t('admin:auditSearch')} />}
      chips={
        <FilterChips
          filters={filters}
          nameOf={(key, value) => (key === 'q' ? t('admin:chipSearch', { value }) : null)}
        />
      }
      countText={(total, n) => t('admin:auditCount', { count: total, n })}
      empty={isFiltered ? t('admin:auditNoMatch') : t('admin:auditNone')}
      panel={opened !== undefined && <AuditPanel entry={opened} onClose={() => filters.set('open', [])} />}
    >
      <Grid
        name="audit"
        dropOrder={DROP_ORDER}
        label={t('nav.audit')}
        columns={columns}
        list={list}
        keyOf={keyOf}
        openKey={filters.first('open')}
        onOpen={(entry) => filters.set('open', [entry.id])}
      />
    </ListPage>
  );
}

function ResultBadge({ result }: { readonly result: AuditEntry['result'] }) {
  const t = useTexts();
  return result === 'done' ? (
    <Badge icon={CheckmarkCircle16Filled} tone="success" text={t('admin:auditResult.done')} />
  ) : (
    <Badge icon={DismissCircle16Filled} tone="danger" text={t('admin:auditResult.refused')} />
  );
}

function useAuditColumns(): readonly GridColumn<AuditEntry>[] {
  const t = useTexts();
  return useMemo(
    () => [
      { id: 'at', title: t('admin:time'), width: 176, cell: (entry) => <Moment at={entry.at} as="second" /> },
      {
        id: 'actor',
        title: t('admin:actor'),
        width: 168,
        cell: (entry) => <span title={entry.actor}>{entry.actor}</span>,
      },
      {
        id: 'action',
        title: t('admin:action'),
        width: 232,
        cell: (entry) => <span>{actionText(entry.action, t)}</span>,
      },
      {
        id: 'target',
        title: t('admin:auditTarget'),
        width: 320,
        cell: (entry) => (
          <span title={entry.targetName}>
            {isAuditKind(entry.targetKind) && (
              <span className="second">{t(`admin:auditKind.${entry.targetKind}`)} </span>
            )}
            {entry.targetName}
          </span>
        ),
      },
      { id: 'result', title: t('admin:result'), width: 112, cell: (entry) => <ResultBadge result={entry.result} /> },
    ],
    [t],
  );
}

function AuditPanel({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const t = useTexts();
  return (
    <SidePanel title={actionText(entry.action, t)} onClose={onClose}>
      <div className={styles.stack}>
        <ResultBadge result={entry.result} />
        <Facts
          items={[
            [t('admin:time'), <Moment key="at" at={entry.at} as="second" />],
            [t('admin:actor'), entry.actor],
            [t('admin:auditTarget'), entry.targetName],
            [t('admin:targetId'), <CopyText key="target" value={entry.targetId} />],
            [t('admin:requestId'), <CopyText key="request" value={entry.requestId} />],
          ]}
        />
        {(['before', 'after'] as const).map((side) => (
          <div key={side}>
            <h3>{t(`admin:${side}`)}</h3>
            <pre className={styles.values}>
              {entry[side] === null || entry[side] === undefined ? t('none') : JSON.stringify(entry[side], null, 2)}
            </pre>
          </div>
        ))}
      </div>
    </SidePanel>
  );
}
