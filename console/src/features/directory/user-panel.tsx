import { Button, Checkbox, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { User } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink } from '../../ui/app-link.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { ActionError } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import styles from './directory.module.css';

const FIELDS = ['displayName', 'reading', 'department', 'email'] as const;

/** One user: what is known, and what an administrator may change. */
export function UserPanel({
  user,
  onClose,
  onChanged,
}: {
  readonly user: User;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const isAdministrator = useIsAdministrator();
  const [values, setValues] = useState({
    displayName: user.displayName,
    reading: user.reading,
    department: user.department,
    email: user.email,
  });
  const [disabled, setDisabled] = useState(user.disabled);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setError(null);
    try {
      await call<User>('PATCH', `/users/${user.id}`, {
        body: { ...values, displayName: values.displayName.trim(), disabled },
      });
      showToast(t('saved', { name: values.displayName }));
      onChanged();
    } catch (failure) {
      setError(failure);
    }
  };
  const undo = () => {
    setValues({ displayName: user.displayName, reading: user.reading, department: user.department, email: user.email });
    setDisabled(user.disabled);
  };
  return (
    <SidePanel title={user.displayName === '' ? user.upn : user.displayName} onClose={onClose}>
      <div className={styles.stack}>
        <Facts
          items={[
            ['UPN', <CopyText key="upn" value={user.upn} />],
            [
              'PC',
              user.pcs === 0 ? (
                t('none')
              ) : (
                <AppLink key="pcs" href={`/devices?q=${encodeURIComponent(user.upn)}`}>
                  {t('pcs', { count: user.pcs, n: formatNumber(user.pcs, language) })}
                </AppLink>
              ),
            ],
            [
              t('users:column.groups'),
              user.groups.length === 0 ? (
                t('none')
              ) : (
                <ul key="groups">
                  {user.groups.map((group) => (
                    <li key={group.id}>
                      <AppLink href={`/users?group=${group.id}`}>{group.name}</AppLink>
                    </li>
                  ))}
                </ul>
              ),
            ],
          ]}
        />
        {FIELDS.map((field) => (
          <Field
            key={field}
            label={t(`users:column.${field === 'displayName' ? 'name' : field}`)}
            required={field === 'displayName'}
          >
            <Input
              readOnly={!isAdministrator}
              maxLength={256}
              value={values[field]}
              onChange={(_event, data) => setValues({ ...values, [field]: data.value })}
            />
          </Field>
        ))}
        <Checkbox
          label={t('users:disabledWhat')}
          checked={disabled}
          disabled={!isAdministrator}
          onChange={(_event, data) => setDisabled(data.checked === true)}
        />
        <ActionError error={error} />
        <div className={styles.buttons}>
          <ActionButton appearance="primary" disabled={values.displayName.trim() === ''} onClick={() => void save()}>
            {t('save')}
          </ActionButton>
          <Button onClick={undo}>{t('undo')}</Button>
        </div>
      </div>
    </SidePanel>
  );
}
