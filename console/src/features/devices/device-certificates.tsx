import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Certificate, ListOf } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ShortId } from '../../ui/copy-text.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';

/** The certificates that Baton issued to the PC, the living one marked. */
export function DeviceCertificates({ id }: { readonly id: string }) {
  const t = useTexts();
  const certificates = useQuery({
    queryKey: ['device', id, 'certificates'],
    queryFn: ({ signal }) => call<ListOf<Certificate>>('GET', `/devices/${id}/certificates`, { signal }),
  });
  if (certificates.error !== null)
    return <LoadError error={certificates.error} onRetry={() => void certificates.refetch()} />;
  if (certificates.data === undefined) return <Loading rows={3} />;
  const { items } = certificates.data;
  if (items.length === 0) return <Empty>{t('device:certificatesNone')}</Empty>;
  return (
    <PlainTable
      label={t('device:tab.certificate')}
      heads={[
        t('devices:column.state'),
        t('device:certificateSerial'),
        t('device:fingerprint'),
        t('device:issuedAt'),
        t('device:validUntil'),
        t('device:revokedAt'),
      ]}
      rows={items.map((item) => ({
        key: item.serial,
        cells: [
          item.current
            ? t('device:certificateCurrent')
            : item.revokedAt === null
              ? t('device:certificateFormer')
              : t('device:certificateRevoked'),
          <ShortId key="serial" id={item.serial} />,
          <ShortId key="fingerprint" id={item.fingerprint} />,
          <Moment key="issued" at={item.issuedAt} as="second" />,
          <Moment key="until" at={item.notAfter} as="second" />,
          item.revokedAt === null ? t('none') : <Moment key="revoked" at={item.revokedAt} as="second" />,
        ],
      }))}
    />
  );
}
