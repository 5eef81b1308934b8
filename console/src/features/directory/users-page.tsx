import { Add20Regular, ArrowUpload20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Group, ListOf, User } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { like, manyLike, one, UUID, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { UserForm } from './user-form.tsx';
import { UserPanel } from './user-panel.tsx';

const RULES = {
  q: words,
  group: manyLike(UUID),
  disabled: one(['true', 'false']),
  sort: one(['name', '-name', 'upn', '-upn', 'department', '-department']),
  open: like(UUID),
};
const DROP_ORDER = ['source', 'department', 'groups'];
const keyOf = (user: User) => user.id;

/** People who may use packages: added one by one, or by CSV. */
export function UsersPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const filters = useFilters(RULES);
  const [isAdding, setAdding] = useState(false);
  const sort = filters.first('sort') ?? 'name';
  const query = useMemo(() => ({ ...apiQuery(filters.known), sort: [sort] }), [filters.known, sort]);
  const list = useList<User>({ path: '/users', query, topics: ['imports'], keyOf });
  const groups = useQuery({
    queryKey: ['groups', 'names'],
    queryFn: () => call<ListOf<Group>>('GET', '/groups', { query: { limit: 200 } }),
    staleTime: 60_000,
  });
  const columns = useUserColumns();
  const isFiltered = Object.keys(apiQuery(filters.known)).length > 0;
  const opened = list.rows().find((user) => user.id === filters.first('open'));
  const nameOf = (key: string, value: string) => {
    if (key === 'disabled')
      return `${t('users:column.state')}: ${value === 'true' ? t('users:disabled') : t('users:enabled')}`;
    if (key === 'group') {
      const name = groups.data?.items.find((group) => group.id === value)?.name ?? `…${value.slice(-8)}`;
      return `${t('users:column.groups')}: ${name}`;
    }
    return key === 'q' ? t('users:chipSearch', { value }) : null;
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
            title={t('nav.users')}
            actions={
              <>
                <ActionButton appearance="primary" icon={<ArrowUpload20Regular />} onClick={() => goTo('/imports/new')}>
                  {t('users:import')}
                </ActionButton>
                <ActionButton icon={<Add20Regular />} onClick={() => setAdding(true)}>
                  {t('users:add')}
                </ActionButton>
              </>
            }
          />
        )}
        filterRow={
          <>
            <SearchField filters={filters} label={t('users:search')} />
            {(groups.data?.items.length ?? 0) > 0 && (
              <FilterMenu
                filters={filters}
                name="group"
                text={t('users:column.groups')}
                choices={(groups.data?.items ?? []).map((group) => ({ id: group.id, text: group.name }))}
              />
            )}
            <FilterMenu
              filters={filters}
              name="disabled"
              isSingle
              text={t('users:column.state')}
              choices={[
                { id: 'false', text: t('users:enabled') },
                { id: 'true', text: t('users:disabled') },
              ]}
            />
            <span className="second">{t('users:sortedBy')}</span>
          </>
        }
        chips={<FilterChips filters={filters} nameOf={nameOf} />}
        countText={(total, n) => t('users:count', { count: total, n })}
        empty={isFiltered ? t('users:noMatch') : t('users:none')}
        panel={
          opened !== undefined && (
            <UserPanel key={opened.id} user={opened} onClose={() => filters.set('open', [])} onChanged={list.refresh} />
          )
        }
      >
        <Grid
          name="users"
          label={t('nav.users')}
          columns={columns}
          dropOrder={DROP_ORDER}
          list={list}
          keyOf={keyOf}
          sort={sort}
          onSort={(next) => filters.set('sort', [next])}
          openKey={filters.first('open')}
          onOpen={(user) => filters.set('open', [user.id])}
        />
      </ListPage>
      {isAdding && (
        <UserForm
          onClose={() => setAdding(false)}
          onAdded={(user) => {
            list.refresh();
            filters.set('q', [user.upn]);
          }}
        />
      )}
    </>
  );
}

function useUserColumns(): readonly GridColumn<User>[] {
  const t = useTexts();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'name',
        title: t('users:column.name'),
        width: 200,
        sort: 'name',
        cell: (user) => (
          <span title={user.reading === '' ? user.displayName : user.reading}>
            {user.displayName === '' ? user.upn : user.displayName}
          </span>
        ),
      },
      {
        id: 'upn',
        title: t('users:column.upn'),
        width: 272,
        sort: 'upn',
        cell: (user) => <span title={user.upn}>{user.upn}</span>,
      },
      {
        id: 'department',
        title: t('users:column.department'),
        width: 160,
        sort: 'department',
        cell: (user) => <span>{user.department === '' ? t('none') : user.department}</span>,
      },
      {
        id: 'groups',
        title: t('users:column.groups'),
        width: 168,
        cell: (user) => {
          const [first, ...rest] = user.groups;
          const names = user.groups.map((group) => group.name).join(', ');
          return (
            <span title={names}>
              {first === undefined ? t('none') : rest.length === 0 ? first.name : `${first.name} +${rest.length}`}
            </span>
          );
        },
      },
      {
        id: 'pcs',
        title: 'PC',
        width: 80,
        isNumber: true,
        cell: (user) =>
          user.pcs === 0 ? (
            <span className="keep">{t('pcs', { count: 0, n: '0' })}</span>
          ) : (
            <AppLink href={`/devices?q=${encodeURIComponent(user.upn)}`} tabIndex={-1} className="keep">
              {t('pcs', { count: user.pcs, n: formatNumber(user.pcs, language) })}
            </AppLink>
          ),
      },
      {
        id: 'state',
        title: t('users:column.state'),
        width: 88,
        cell: (user) => <span>{user.disabled ? t('users:disabled') : t('users:enabled')}</span>,
      },
      {
        id: 'source',
        title: t('users:column.source'),
        width: 96,
        cell: (user) => <span>{sourceText(user.source, t)}</span>,
      },
    ],
    [t, language],
  );
}

/** Where a user or group came from. */
export function sourceText(source: string, t: ReturnType<typeof useTexts>): string {
  if (source === 'csv') return 'CSV';
  return source === 'console' || source === 'manual' ? t('users:sourceConsole') : source;
}
