import { Field, Input } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Group } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Grid, type GridColumn } from '../../ui/grid.tsx';
import { FilterChips, ListPage, SearchField } from '../../ui/list-page.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { one, words } from '../../ui/url-search.ts';
import { apiQuery, useFilters } from '../../ui/use-filters.ts';
import { useList } from '../../ui/use-list.ts';
import { sourceText } from './users-page.tsx';

const RULES = { q: words, sort: one(['name', '-name', 'members', '-members']) };
const keyOf = (group: Group) => group.id;

/** Groups of users; the number of members leads to the members. */
export function GroupsPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const filters = useFilters(RULES);
  const [isAdding, setAdding] = useState(false);
  const sort = filters.first('sort') ?? 'name';
  const query = useMemo(() => ({ ...apiQuery(filters.known), sort: [sort] }), [filters.known, sort]);
  const list = useList<Group>({ path: '/groups', query, topics: ['imports'], keyOf });
  const columns = useGroupColumns();
  const isFiltered = Object.keys(apiQuery(filters.known)).length > 0;
  return (
    <>
      <ListPage
        list={list}
        isFiltered={isFiltered || filters.unknown.length > 0}
        onClear={filters.clear}
        header={(filterRow) => (
          <PageHeader
            filters={filterRow}
            title={t('nav.groups')}
            actions={
              <ActionButton appearance="primary" icon={<Add20Regular />} onClick={() => setAdding(true)}>
                {t('users:addGroup')}
              </ActionButton>
            }
          />
        )}
        filterRow={<SearchField filters={filters} label={t('users:searchGroups')} />}
        chips={
          <FilterChips
            filters={filters}
            nameOf={(key, value) => (key === 'q' ? t('users:chipSearch', { value }) : null)}
          />
        }
        countText={(total, n) => t('users:groupCount', { count: total, n })}
        empty={isFiltered ? t('users:noGroupMatch') : t('users:noGroups')}
      >
        <Grid
          name="groups"
          label={t('nav.groups')}
          columns={columns}
          list={list}
          keyOf={keyOf}
          sort={sort}
          onSort={(next) => filters.set('sort', [next])}
          onOpen={(group) => goTo(`/users?group=${group.id}`)}
        />
      </ListPage>
      {isAdding && <GroupForm onClose={() => setAdding(false)} onAdded={list.refresh} />}
    </>
  );
}

function useGroupColumns(): readonly GridColumn<Group>[] {
  const t = useTexts();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'name',
        title: t('users:column.groupName'),
        width: 320,
        sort: 'name',
        cell: (group) => <span title={group.name}>{group.name}</span>,
      },
      {
        id: 'members',
        title: t('users:column.members'),
        width: 120,
        sort: 'members',
        isNumber: true,
        cell: (group) => (
          <AppLink href={`/users?group=${group.id}`} tabIndex={-1} className="keep">
            {t('users:count', { count: group.members, n: formatNumber(group.members, language) })}
          </AppLink>
        ),
      },
      {
        id: 'source',
        title: t('users:column.source'),
        width: 120,
        cell: (group) => <span>{sourceText(group.source, t)}</span>,
      },
    ],
    [t, language],
  );
}

function GroupForm({ onClose, onAdded }: { readonly onClose: () => void; readonly onAdded: () => void }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const add = async () => {
    const group = await call<Group>('POST', '/groups', { body: { name: name.trim(), members: [] } });
    showToast(t('users:groupAdded', { name: group.name }));
    onAdded();
  };
  return (
    <ConfirmDialog
      title={t('users:addGroup')}
      action={t('users:addGroup')}
      isBlocked={name.trim() === ''}
      onConfirm={add}
      onClose={onClose}
    >
      <Field label={t('users:column.groupName')} hint={t('users:groupHint')} required>
        <Input maxLength={256} value={name} onChange={(_event, data) => setName(data.value)} />
      </Field>
    </ConfirmDialog>
  );
}
