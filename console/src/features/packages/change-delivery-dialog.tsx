import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CarrierId } from '../../../../src/packages/model/carrier-steps.ts';
import { call } from '../../api/client.ts';
import type { Package } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { advancedOf, deliveryOf, problemOf } from './advanced-delivery.ts';
import { AdvancedDeliveryFields } from './advanced-delivery-fields.tsx';
import { CarrierField } from './carrier-field.tsx';

/** Changes how a package reaches PCs; copies that were downloaded before keep what they have. */
export function ChangeDeliveryDialog({ pkg, onClose }: { readonly pkg: Package; readonly onClose: () => void }) {
  const t = useTexts();
  const client = useQueryClient();
  const [carrier, setCarrier] = useState<CarrierId>(pkg.carrier);
  const [choice, setChoice] = useState(() => advancedOf(pkg));
  const problem = problemOf(choice);
  const save = async () => {
    const body = { carrier, ...deliveryOf(choice) };
    client.setQueryData(['package', pkg.id], await call<Package>('PATCH', `/packages/${pkg.id}`, { body }));
    showToast(t('package:deliveryChanged', { name: pkg.name }));
  };
  return (
    <ConfirmDialog
      title={t('package:changeDelivery')}
      action={t('package:saveDelivery')}
      isBlocked={problem !== null}
      onConfirm={save}
      onClose={onClose}
    >
      <p>{t('package:changeDeliveryWhat')}</p>
      <CarrierField
        platform={pkg.platform}
        carrier={carrier}
        canClaimAsPc={pkg.target.kind === 'pcs' && pkg.withoutUser === 'enroll'}
        onChange={setCarrier}
      />
      <AdvancedDeliveryFields platform={pkg.platform} choice={choice} problem={problem} onChange={setChoice} />
    </ConfirmDialog>
  );
}
