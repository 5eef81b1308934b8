import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { InventoryItem, ListOf } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';

/** What the PC answered, node by node: value, source, age. 「なし」 is an answer (404), 「未取得」 is none. */
export function DeviceInventory({ id }: { readonly id: string }) {
  const t = useTexts();
  const inventory = useQuery({
    queryKey: ['device', id, 'inventory'],
    queryFn: ({ signal }) => call<ListOf<InventoryItem>>('GET', `/devices/${id}/inventory`, { signal }),
  });
  useLive(['devices'], () => void inventory.refetch(), 5_000);
  if (inventory.error !== null) return <LoadError error={inventory.error} onRetry={() => void inventory.refetch()} />;
  if (inventory.data === undefined) return <Loading rows={10} />;
  const { items } = inventory.data;
  if (items.length === 0) return <Empty>{t('device:inventoryNone')}</Empty>;
  return (
    <PlainTable
      label={t('device:tab.inventory')}
      heads={[t('device:fact'), t('device:value'), t('device:source'), t('device:age')]}
      rows={items.map((item) => ({
        key: item.uri,
        cells: [
          item.uri.split('/').slice(-2).join('/'),
          factValue(item, t),
          <CopyText key="uri" value={item.uri}>
            <span className="mono second">{item.uri}</span>
          </CopyText>,
          <Moment key="at" at={item.seenAt} />,
        ],
      }))}
    />
  );
}

function factValue(item: InventoryItem, t: ReturnType<typeof useTexts>) {
  if (item.status === 404) return t('none');
  if (item.value === null || item.value === '')
    return item.status === 200 ? t('none') : t('device:refusedWith', { status: item.status });
  return <CopyText value={item.value} />;
}
