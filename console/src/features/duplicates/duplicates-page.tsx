import { Button } from '@fluentui/react-components';
import { ArrowSync20Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { Duplicate, DuplicateSearch } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { badgeWidth, Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ActionError } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { many, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import {
  DecisionBadge,
  KINDS,
  STATES,
  SUGGESTIONS,
  SuggestionBadge,
  useKeyText,
  useNames,
} from './duplicate-words.tsx';
import styles from './duplicates.module.css';

const RULES = { q: words, state: many(STATES), suggestion: many(SUGGESTIONS), kind: many(KINDS) };
const DROP_ORDER = ['found', 'state', 'keys', 'confidence'];
const keyOf = (group: Duplicate) => group.id;
const hrefOf = (id: string) => `/devices/duplicates/${id}`;

/** Records that may be one PC, and keys that several PCs bear; those that nobody decided about yet, unless asked otherwise. */
export function DuplicatesPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const language = useLanguage();
  const client = useQueryClient();
  const filters = useFilters(RULES);
  const query = useMemo(() => apiQuery(filters.known), [filters.known]);
  const list = useList<Duplicate>({ path: '/duplicates', query, topics: ['devices'], keyOf });
  const last = useQuery({
    queryKey: ['duplicates', 'search'],
    queryFn: ({ signal }) => call<DuplicateSearch>('GET', '/duplicates/search', { signal }),
  });
  useLive(['devices'], () => void last.refetch(), 5_000);
  const [isSearching, setSearching] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const columns = useColumns();
  const isFiltered = Object.keys(query).length > 0;
  const search = async () => {
    setSearching(true);
    setError(null);
    try {
      const found = await call<DuplicateSearch>('POST', '/duplicates/search', { body: {} });
      client.setQueryData(['duplicates', 'search'], found);
      showToast(t('duplicates:searched', { count: found.groups, n: formatNumber(found.groups, language) }));
      list.refresh();
    } catch (failure) {
      setError(failure);
    }
    setSearching(false);
  };
  const nameOf = (key: string, value: string) => {
    const pair = (name: string, word: string) => t('duplicates:pair', { name, value: word });
    if (key === 'q') return pair(t('duplicates:column.words'), value);
    if (key === 'state')
      return pair(t('duplicates:column.state'), t(`duplicates:state.${value as Duplicate['state']}`));
    if (key === 'suggestion')
      return pair(t('duplicates:column.suggestion'), t(`duplicates:suggestion.${value as Duplicate['suggestion']}`));
    if (key === 'kind') return pair(t('duplicates:column.kind'), t(`duplicates:kind.${value as Duplicate['kind']}`));
    return null;
  };
  return (
    <ListPage
      list={list}
      isFiltered={isFiltered || filters.unknown.length > 0}
      onClear={filters.clear}
      header={(filterRow) => (
        <PageHeader
          filters={filterRow}
          title={t('nav.duplicates')}
          parents={[{ text: t('nav.devices'), to: '/devices' }]}
          asOf={list.asOf}
          isLive
          actions={
            <>
              <ActionButton
                appearance="primary"
                icon={<ArrowSync20Regular />}
                disabled={isSearching}
                onClick={() => void search()}
              >
                {t('duplicates:searchNow')}
              </ActionButton>
              <Button onClick={() => goTo('/devices/duplicates/rules')}>{t('duplicates:rules')}</Button>
            </>
          }
        />
      )}
      filterRow={
        <>
          <SearchField filters={filters} label={t('duplicates:search')} />
          <FilterMenu
            filters={filters}
            name="state"
            text={t('duplicates:column.state')}
            choices={STATES.map((id) => ({ id, text: t(`duplicates:state.${id}`) }))}
          />
          <FilterMenu
            filters={filters}
            name="suggestion"
            text={t('duplicates:column.suggestion')}
            choices={SUGGESTIONS.map((id) => ({ id, text: t(`duplicates:suggestion.${id}`) }))}
          />
          <FilterMenu
            filters={filters}
            name="kind"
            text={t('duplicates:column.kind')}
            choices={KINDS.map((id) => ({ id, text: t(`duplicates:kind.${id}`) }))}
          />
        </>
      }
      chips={
        <>
          <ActionError error={error} />
          <p className={styles.hint}>{t('duplicates:what')}</p>
          <p className={styles.hint}>
            {last.data === undefined ? (
              ''
            ) : last.data.at === null ? (
              t('duplicates:never')
            ) : (
              <>
                {t('duplicates:lastSearch')} <Moment at={last.data.at} />
              </>
            )}
          </p>
          <FilterChips filters={filters} nameOf={nameOf} />
        </>
      }
      countText={(total, n) => t('duplicates:count', { count: total, n })}
      empty={isFiltered ? t('duplicates:noMatch') : t('duplicates:none')}
    >
      <Grid
        name="duplicates"
        label={t('nav.duplicates')}
        columns={columns}
        dropOrder={DROP_ORDER}
        list={list}
        keyOf={keyOf}
        openKey={null}
        onOpen={(group) => goTo(hrefOf(group.id))}
      />
    </ListPage>
  );
}

function useColumns(): readonly GridColumn<Duplicate>[] {
  const t = useTexts();
  const say = useServerText();
  const names = useNames();
  const keyText = useKeyText();
  return useMemo(
    () => [
      {
        id: 'records',
        title: t('duplicates:column.records'),
        width: 250,
        cell: (group) => (
          <AppLink href={hrefOf(group.id)} tabIndex={-1} title={names(group)}>
            {names(group)}
          </AppLink>
        ),
      },
      {
        id: 'suggestion',
        title: t('duplicates:column.suggestion'),
        width: badgeWidth(SUGGESTIONS.map((id) => t(`duplicates:suggestion.${id}`))),
        cell: (group) => <SuggestionBadge suggestion={group.suggestion} />,
      },
      {
        id: 'confidence',
        title: t('duplicates:column.confidence'),
        width: 100,
        cell: (group) => <span>{t(`duplicates:confidence.${group.confidence}`)}</span>,
      },
      {
        id: 'why',
        title: t('duplicates:column.why'),
        width: 380,
        cell: (group) => <span title={say(group.reason)}>{say(group.reason)}</span>,
      },
      {
        id: 'keys',
        title: t('duplicates:column.keys'),
        width: 260,
        cell: (group) => {
          const text = group.keys.map(keyText).join(t('duplicates:between'));
          return <span title={text}>{text}</span>;
        },
      },
      {
        id: 'state',
        title: t('duplicates:column.state'),
        width: badgeWidth(STATES.map((id) => t(`duplicates:state.${id}`))),
        cell: (group) => <DecisionBadge state={group.state} />,
      },
      {
        id: 'found',
        title: t('duplicates:column.found'),
        width: 120,
        cell: (group) => <Moment at={group.foundAt} />,
      },
    ],
    [t, say, names, keyText],
  );
}
