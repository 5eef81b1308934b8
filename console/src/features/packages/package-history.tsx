import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { ListOf, Package, Pin } from '../../api/types.ts';
import { formatMinute } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink } from '../../ui/app-link.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ShortId } from '../../ui/copy-text.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useZone } from '../../ui/person.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';

/** The PINs of a package, one for each download, who minted or revoked them; and the one that got lost is revoked alone. */
export function PackageHistory({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const [asked, setAsked] = useState<Pin | null>(null);
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
            t('package:pinActions'),
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
              pin.revokedAt === null && (
                <ActionButton key="revoke" size="small" onClick={() => setAsked(pin)}>
                  {t('package:revokePin')}
                </ActionButton>
              ),
            ],
          }))}
        />
      )}
      {asked !== null && <RevokePinDialog pkg={pkg} pin={asked} onClose={() => setAsked(null)} />}
      <p>
        <AppLink href={`/admin/audit?q=${pkg.id}`}>{t('package:openAudit')}</AppLink>
      </p>
    </>
  );
}

function RevokePinDialog({
  pkg,
  pin,
  onClose,
}: {
  readonly pkg: Package;
  readonly pin: Pin;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const zone = useZone();
  const client = useQueryClient();
  const revoke = async () => {
    await call('POST', `/packages/${pkg.id}/pins/${pin.id}/revocation`, { body: {} });
    await client.invalidateQueries({ queryKey: ['package', pkg.id] });
    showToast(t('package:pinRevoked'));
  };
  return (
    <ConfirmDialog
      title={t('package:revokePinQuestion', { time: formatMinute(pin.mintedAt, zone, language) })}
      action={t('package:revoke')}
      isDanger
      onConfirm={revoke}
      onClose={onClose}
    >
      <p>{t('package:revokePinWhat')}</p>
      <p>{t('package:revokeNot')}</p>
    </ConfirmDialog>
  );
}
