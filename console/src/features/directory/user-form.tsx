import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { NewUser, User } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { showToast } from '../../ui/toasts.tsx';

const FIELDS = ['upn', 'displayName', 'reading', 'department', 'email'] as const;

/** Adds one user. */
export function UserForm({
  onClose,
  onAdded,
}: {
  readonly onClose: () => void;
  readonly onAdded: (user: User) => void;
}) {
  const t = useTexts();
  const [values, setValues] = useState<Readonly<Record<(typeof FIELDS)[number], string>>>({
    upn: '',
    displayName: '',
    reading: '',
    department: '',
    email: '',
  });
  const [groups, setGroups] = useState('');
  const add = async () => {
    const body: NewUser = {
      ...values,
      upn: values.upn.trim(),
      displayName: values.displayName.trim(),
      groups: groups
        .split(/[;；]/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    };
    const user = await call<User>('POST', '/users', { body });
    showToast(t('users:added', { name: user.displayName }));
    onAdded(user);
  };
  return (
    <ConfirmDialog
      title={t('users:add')}
      action={t('users:add')}
      isBlocked={values.upn.trim() === '' || values.displayName.trim() === ''}
      onConfirm={add}
      onClose={onClose}
    >
      {FIELDS.map((field) => (
        <Field
          key={field}
          label={t(`users:column.${field === 'displayName' ? 'name' : field}`)}
          required={field === 'upn' || field === 'displayName'}
        >
          <Input
            maxLength={256}
            value={values[field]}
            onChange={(_event, data) => setValues({ ...values, [field]: data.value })}
          />
        </Field>
      ))}
      <Field label={t('users:column.groups')} hint={t('users:groupsHint')}>
        <Input value={groups} onChange={(_event, data) => setGroups(data.value)} />
      </Field>
    </ConfirmDialog>
  );
}
