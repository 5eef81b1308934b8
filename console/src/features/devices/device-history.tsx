import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { DeviceEvent, ListOf } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';

/** What happened to the PC: who, what, when. */
export function DeviceHistory({ id }: { readonly id: string }) {
  const t = useTexts();
  const say = useServerText();
  const history = useQuery({
    queryKey: ['device', id, 'history'],
    queryFn: ({ signal }) => call<ListOf<DeviceEvent>>('GET', `/devices/${id}/history`, { signal }),
  });
  useLive(['devices'], () => void history.refetch(), 5_000);
  if (history.error !== null) return <LoadError error={history.error} onRetry={() => void history.refetch()} />;
  if (history.data === undefined) return <Loading rows={8} />;
  const { items } = history.data;
  if (items.length === 0) return <Empty>{t('device:historyNone')}</Empty>;
  return (
    <PlainTable
      label={t('device:tab.history')}
      heads={[t('device:time'), t('device:event'), t('device:by')]}
      rows={items.map((item) => ({
        key: item.id,
        cells: [<Moment key="at" at={item.at} as="second" />, say(item.text), item.actor === '' ? 'PC' : item.actor],
      }))}
    />
  );
}
