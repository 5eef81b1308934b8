import { Switch, Tooltip } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Setting } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { ChangedBy } from './changed-by.tsx';
import styles from './settings-page.module.css';

/** PIN-based enrollment: asked once in either direction. */
export function PinSwitch({ setting }: { readonly setting: Setting }) {
  const t = useTexts();
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const [isAsking, setAsking] = useState(false);
  const isOn = setting.value === true;
  const change = async () => {
    await call('PATCH', '/settings', { body: { [setting.key]: { value: !isOn, was: isOn } } });
    await client.invalidateQueries({ queryKey: ['settings'] });
    showToast(isOn ? t('admin:pinTurnedOff') : t('admin:pinTurnedOn'));
  };
  const toggle = (
    <Switch
      checked={isOn}
      disabled={!isAdministrator}
      label={isOn ? t('admin:on') : t('admin:off')}
      aria-labelledby="pin-title"
      onChange={() => setAsking(true)}
    />
  );
  return (
    <section className={styles.section} aria-labelledby="pin-title">
      <h2 id="pin-title">{t('admin:pinTitle')}</h2>
      <div className={styles.switchRow}>
        {isAdministrator ? (
          toggle
        ) : (
          <Tooltip content={t('needsAdministrator')} relationship="description">
            <span>{toggle}</span>
          </Tooltip>
        )}
        <ChangedBy setting={setting} />
      </div>
      <p>{t('admin:pinWhat')}</p>
      {isAsking && (
        <ConfirmDialog
          title={isOn ? t('admin:pinOffQuestion') : t('admin:pinOnQuestion')}
          action={isOn ? t('admin:turnOff') : t('admin:turnOn')}
          isDanger={isOn}
          onConfirm={change}
          onClose={() => setAsking(false)}
        >
          <p>{isOn ? t('admin:pinOffWhat') : t('admin:pinOnWhat')}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
