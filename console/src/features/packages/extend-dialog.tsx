import { Field, Input } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, serverNow } from '../../api/client.ts';
import type { Package } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { localMinute } from '../../ui/local-minute.ts';
import { showToast } from '../../ui/toasts.tsx';

const HOUR = 3_600_000;

/** Sets a new expiry for all PINs of a package that are not revoked; nothing has to be distributed again. */
export function ExtendDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const t = useTexts();
  const client = useQueryClient();
  const [until, setUntil] = useState(() => localMinute(serverNow() + 24 * HOUR));
  const at = new Date(until);
  const isValid =
    !Number.isNaN(at.getTime()) && at.getTime() > serverNow() && at.getTime() <= serverNow() + 90 * 24 * HOUR;
  const extend = async () => {
    const pkg = await call<Package>('POST', `/packages/${id}/extension`, { body: { expiresAt: at.toISOString() } });
    client.setQueryData(['package', id], pkg);
    void client.invalidateQueries({ queryKey: ['overview'] });
    showToast(t('package:extended', { name: pkg.name }));
  };
  return (
    <ConfirmDialog
      title={t('package:extendTitle')}
      action={t('package:extend')}
      isBlocked={!isValid}
      onConfirm={extend}
      onClose={onClose}
    >
      <p>{t('package:extendWhat')}</p>
      <Field label={t('package:newExpiry')} hint={t('package:expiryRule')}>
        <Input
          type="datetime-local"
          value={until}
          min={localMinute(serverNow())}
          max={localMinute(serverNow() + 90 * 24 * HOUR)}
          onChange={(_event, data) => setUntil(data.value)}
        />
      </Field>
    </ConfirmDialog>
  );
}
