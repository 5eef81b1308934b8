import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Tooltip,
  tokens,
} from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, download, type ListOf, type Package } from '../../api/client.ts';
import { useWords } from '../../i18n/use-text.ts';
import { Funnel } from '../../ui/funnel.tsx';
import { LoadError, Loading } from '../../ui/load-state.tsx';
import { Page } from '../../ui/page.tsx';

const useStyles = makeStyles({
  paused: { marginBottom: '8px' },
  table: { minWidth: '1000px' },
  scroll: { overflowX: 'auto' },
  failed: { color: tokens.colorStatusDangerForeground3, fontWeight: 600 },
});

/** Distribution packages: their clock, how far their PCs are, and what waits for an operator. */
export function Packages({ isAdministrator }: { readonly isAdministrator: boolean }) {
  const styles = useStyles();
  const { t } = useWords();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const list = useQuery({
    queryKey: ['packages'],
    queryFn: () => call<ListOf<Package>>('GET', '/packages'),
    refetchInterval: 10_000,
  });
  const items = list.data?.items ?? [];
  const act = async (work: () => Promise<void>) => {
    try {
      await work();
      setError(null);
      await client.invalidateQueries();
    } catch (problem) {
      setError(problem);
    }
  };
  const save = (id: string) =>
    act(async () => {
      const { blob, name } = await download(`/packages/${id}/downloads`, {});
      const url = URL.createObjectURL(blob);
      const anchor = document.createElement('a');
      anchor.href = url;
      anchor.download = name;
      anchor.click();
      URL.revokeObjectURL(url);
    });

  return (
    <Page title={t('packages.title')} asOf={list.data?.asOf}>
      {error === null ? null : <LoadError error={error} retry={() => setError(null)} />}
      {list.isError ? <LoadError error={list.error} retry={() => void list.refetch()} /> : null}
      {list.isPending ? <Loading rows={4} /> : null}
      {list.isSuccess && items.length === 0 ? <p>{t('packages.empty')}</p> : null}
      {items
        .filter((item) => item.paused !== null)
        .map((item) => (
          <MessageBar key={item.id} intent="warning" className={styles.paused} layout="multiline">
            <MessageBarBody>
              {item.name}:{' '}
              {item.paused?.why === 'first-pcs'
                ? t('packages.pausedFirst', { count: item.paused.accepted })
                : t('packages.pausedFailures', { count: item.paused?.failed ?? 0 })}
            </MessageBarBody>
            <MessageBarActions>
              <Button
                size="small"
                disabled={!isAdministrator}
                onClick={() => void act(() => call('POST', `/packages/${item.id}/continuation`))}
              >
                {t('packages.continue')}
              </Button>
            </MessageBarActions>
          </MessageBar>
        ))}
      {items.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={styles.scroll} aria-label={t('packages.title')} tabIndex={0}>
          <Table size="small" className={styles.table}>
            <TableHeader>
              <TableRow>
                {(['name', 'state', 'expires', 'planned', 'progress', 'failed', 'download'] as const).map((column) => (
                  <TableHeaderCell key={column} style={column === 'progress' ? { width: 220 } : undefined}>
                    {t(`packages.${column}`)}
                  </TableHeaderCell>
                ))}
              </TableRow>
            </TableHeader>
            <TableBody>
              {items.map((item) => (
                <PackageRow key={item.id} item={item} canDownload={isAdministrator} save={() => void save(item.id)} />
              ))}
            </TableBody>
          </Table>
        </section>
      ) : null}
    </Page>
  );
}

function PackageRow({
  item,
  canDownload,
  save,
}: {
  readonly item: Package;
  readonly canDownload: boolean;
  readonly save: () => void;
}) {
  const styles = useStyles();
  const { t, time, number } = useWords();
  const expires = time(item.expiresAt);
  return (
    <TableRow>
      <TableCell>{item.name}</TableCell>
      <TableCell>{t(`packageState.${item.state}`)}</TableCell>
      <TableCell>
        {item.expiresAt === null ? (
          t('packages.noPin')
        ) : (
          <time dateTime={item.expiresAt} title={expires.full}>
            {expires.short}
          </time>
        )}
      </TableCell>
      <TableCell>{t('unit.pcs', { count: number(item.planned ?? item.target.rows) })}</TableCell>
      <TableCell>
        <Funnel funnel={item.funnel} planned={item.planned ?? item.target.rows} />
      </TableCell>
      <TableCell className={item.failed > 0 ? styles.failed : ''}>
        {t('unit.pcs', { count: number(item.failed) })}
      </TableCell>
      <TableCell>
        <Tooltip content={t('packages.downloadHint')} relationship="description">
          <Button size="small" disabled={!canDownload} onClick={save}>
            {t('packages.download')}
          </Button>
        </Tooltip>
      </TableCell>
    </TableRow>
  );
}
