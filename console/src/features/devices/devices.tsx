import {
  Button,
  Field,
  Input,
  makeStyles,
  Select,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { type Count, call, type Device, type ListOf } from '../../api/client.ts';
import { useWords } from '../../i18n/use-text.ts';
import { LoadError, Loading } from '../../ui/load-state.tsx';
import { Page } from '../../ui/page.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';

export interface DeviceSearch {
  readonly q?: string;
  readonly state?: string;
}

const STATES: readonly Device['state'][] = [
  'enrolled',
  'enrolling',
  'waiting',
  'probation',
  'failed',
  'silent',
  'leaving',
  'left',
  'notseen',
];
const ROW_HEIGHT = 36;
const LIMIT = 500;

const useStyles = makeStyles({
  filters: { display: 'flex', gap: '12px', alignItems: 'end', flexWrap: 'wrap', marginBottom: '8px' },
  search: { minWidth: '280px' },
  count: { fontVariantNumeric: 'tabular-nums', margin: '8px 0' },
  scroll: {
    height: 'calc(100vh - 260px)',
    minHeight: '240px',
    overflow: 'auto',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  table: { minWidth: '900px' },
  head: { position: 'sticky', top: 0, backgroundColor: tokens.colorNeutralBackground1, zIndex: 1 },
  cell: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** The list of PCs; every filter stands in the URL. */
export function Devices() {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const search: DeviceSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const query = new URLSearchParams({
    limit: String(LIMIT),
    ...(search.q ? { q: search.q } : {}),
    ...(search.state ? { state: search.state } : {}),
  }).toString();
  const list = useQuery({
    queryKey: ['devices', query],
    queryFn: () => call<ListOf<Device>>('GET', `/devices?${query}`),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  const count = useQuery({
    queryKey: ['devices-count', query],
    queryFn: () => call<Count>('GET', `/devices/count?${query}`),
    refetchInterval: 10_000,
  });
  const items = list.data?.items ?? [];
  const scroll = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const change = (next: DeviceSearch) => void navigate({ to: '/devices', search: next as never, replace: true });
  const isFiltered = search.q !== undefined || search.state !== undefined;
  const before = rows.getVirtualItems()[0]?.start ?? 0;
  const after = rows.getTotalSize() - (rows.getVirtualItems().at(-1)?.end ?? 0);

  return (
    <Page title={t('devices.title')} asOf={list.data?.asOf}>
      <div className={styles.filters}>
        <Field label={t('devices.search')} className={styles.search}>
          <Input
            type="search"
            defaultValue={search.q ?? ''}
            onChange={(_, data) =>
              change({
                ...(data.value === '' ? {} : { q: data.value }),
                ...(search.state ? { state: search.state } : {}),
              })
            }
          />
        </Field>
        <Field label={t('devices.state')}>
          <Select
            value={search.state ?? ''}
            onChange={(_, data) =>
              change({ ...(search.q ? { q: search.q } : {}), ...(data.value === '' ? {} : { state: data.value }) })
            }
          >
            <option value="">{t('devices.all')}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`deviceState.${state}`)}
              </option>
            ))}
          </Select>
        </Field>
        {isFiltered ? <Button onClick={() => change({})}>{t('devices.clear')}</Button> : null}
      </div>
      {list.isError ? <LoadError error={list.error} retry={() => void list.refetch()} /> : null}
      {list.isPending ? <Loading rows={8} /> : null}
      {list.isSuccess ? (
        <p className={styles.count}>{t('unit.pcs', { count: words.number(count.data?.count ?? items.length) })}</p>
      ) : null}
      {list.isSuccess && items.length === 0 ? <p>{t(isFiltered ? 'devices.none' : 'devices.noFleet')}</p> : null}
      {items.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section ref={scroll} className={styles.scroll} aria-label={t('devices.title')} tabIndex={0}>
          <Table size="small" className={styles.table} aria-rowcount={items.length + 1}>
            <TableHeader className={styles.head}>
              <TableRow>
                {(['name', 'state', 'known', 'user', 'platform', 'stage', 'last', 'os'] as const).map((column) => (
                  <TableHeaderCell key={column}>{t(`devices.${column}`)}</TableHeaderCell>
                ))}
              </TableRow>
            </TableHeader>
            <TableBody>
              {before > 0 ? <tr style={{ height: before }} /> : null}
              {rows.getVirtualItems().map((row) => {
                const item = items[row.index];
                return item === undefined ? null : <DeviceRow key={item.id} item={item} index={row.index} />;
              })}
              {after > 0 ? <tr style={{ height: after }} /> : null}
            </TableBody>
          </Table>
        </section>
      ) : null}
    </Page>
  );
}

function DeviceRow({ item, index }: { readonly item: Device; readonly index: number }) {
  const styles = useStyles();
  const { t, time } = useWords();
  const last = time(item.lastContactAt);
  const none = t('value.notSeen');
  return (
    <TableRow style={{ height: ROW_HEIGHT }} aria-rowindex={index + 2}>
      <TableCell className={styles.cell}>{item.name}</TableCell>
      <TableCell>
        <StateBadge state={item.state} />
      </TableCell>
      <TableCell className={styles.cell}>{item.known === null ? none : t(`known.${item.known}`)}</TableCell>
      <TableCell className={styles.cell}>{item.user?.name ?? t('value.none')}</TableCell>
      <TableCell className={styles.cell}>{item.platform === null ? none : t(`platform.${item.platform}`)}</TableCell>
      <TableCell className={styles.cell}>{item.stage === null ? none : t(`stage.${item.stage}`)}</TableCell>
      <TableCell className={styles.cell}>
        <time dateTime={item.lastContactAt ?? ''} title={last.full}>
          {last.short}
        </time>
      </TableCell>
      <TableCell className={styles.cell}>{item.osVersion ?? none}</TableCell>
    </TableRow>
  );
}
