import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { ListOf, Package, Pin } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { ShortId } from '../../ui/copy-text.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';

/** The PINs of a package, one for each download, and who minted or revoked them. */
export function PackageHistory({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const pins = useQuery({
    queryKey: ['package', pkg.id, 'pins', pkg.downloads.count, pkg.expiresAt],
    queryFn: ({ signal }) => call<ListOf<Pin>>('GET', `/packages/${pkg.id}/pins`, { signal }),
  });
  if (pins.error !== null) return <LoadError error={pins.error} onRetry={() => void pins.refetch()} />;
  if (pins.data === undefined) return <Loading rows={4} />;
  return (
    <>
      {pins.data.items.length === 0 ? (
        <Empty>{t('package:pinsNone')}</Empty>
      ) : (
        <PlainTable
          label={t('package:tab.history')}
          heads={[
            'PIN',
            t('package:mintedAt'),
            t('package:mintedBy'),
            t('packages:column.expires'),
            t('package:revokedAt'),
          ]}
          rows={pins.data.items.map((pin) => ({
            key: pin.id,
            cells: [
              <ShortId key="id" id={pin.id} />,
              <Moment key="minted" at={pin.mintedAt} as="second" />,
              pin.mintedBy,
              <Moment key="expires" at={pin.expiresAt} as="second" />,
              pin.revokedAt === null ? (
                t('none')
              ) : (
                <span key="revoked">
                  <Moment at={pin.revokedAt} as="second" /> {pin.revokedBy ?? ''}
                </span>
              ),
            ],
          }))}
        />
      )}
      <p>
        <AppLink href={`/admin/audit?q=${pkg.id}`}>{t('package:openAudit')}</AppLink>
      </p>
    </>
  );
}
