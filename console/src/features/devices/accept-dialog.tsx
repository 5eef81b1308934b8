import { Field, Textarea } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { DeviceDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { showToast } from '../../ui/toasts.tsx';

/** Takes a PC off probation by a person's word; the reason goes to the audit. */
export function AcceptDialog({ device, onClose }: { readonly device: DeviceDetail; readonly onClose: () => void }) {
  const t = useTexts();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const accept = async () => {
    const answer = await call<DeviceDetail>('POST', `/devices/${device.id}/acceptance`, {
      body: { reason: reason.trim() },
    });
    client.setQueryData(['device', device.id], answer);
    showToast(t('device:accepted', { name: device.name }));
  };
  return (
    <ConfirmDialog
      title={t('device:acceptQuestion', { name: device.name })}
      action={t('device:accept')}
      isBlocked={reason.trim() === ''}
      onConfirm={accept}
      onClose={onClose}
    >
      <p>{t('device:acceptWhat')}</p>
      <Field label={t('device:reason')} required>
        <Textarea value={reason} maxLength={512} onChange={(_event, data) => setReason(data.value)} />
      </Field>
    </ConfirmDialog>
  );
}
