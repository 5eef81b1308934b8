import {
  Button,
  Field,
  Input,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Radio,
  RadioGroup,
} from '@fluentui/react-components';
import { Add20Regular, MoreHorizontal20Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { ListOf, NewOperator, Operator, OperatorChange, OperatorWithPassword, Role } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useIsAdministrator, useMe } from '../../ui/person.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';

/** The people of the console. A new one gets a one-time password that is shown once. */
export function OperatorsPage() {
  const t = useTexts();
  const client = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<{ readonly name: string; readonly password: string } | null>(null);
  const operators = useQuery({
    queryKey: ['operators'],
    queryFn: ({ signal }) => call<ListOf<Operator>>('GET', '/operators', { signal }),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['operators'] });
  useLive(['operators'], () => void refresh());
  return (
    <>
      <PageHeader
        title={t('nav.operators')}
        parents={[{ text: t('nav.administration'), to: '/admin/settings' }]}
        actions={
          <ActionButton appearance="primary" icon={<Add20Regular />} onClick={() => setAdding(true)}>
            {t('admin:addOperator')}
          </ActionButton>
        }
      />
      {secret !== null && (
        <SecretOnce
          title={t('admin:oneTimePassword', { name: secret.name })}
          secret={secret.password}
          onClose={() => setSecret(null)}
        />
      )}
      {operators.error !== null && <LoadError error={operators.error} onRetry={() => void operators.refetch()} />}
      {operators.data === undefined && operators.error === null && <Loading rows={4} />}
      {operators.data !== undefined && (
        <PlainTable
          label={t('nav.operators')}
          heads={[
            t('admin:displayName'),
            t('admin:userName'),
            t('admin:role'),
            t('admin:state'),
            t('admin:lastSignIn'),
            t('admin:actions'),
          ]}
          rows={operators.data.items.map((operator) => ({
            key: operator.id,
            cells: [
              operator.displayName,
              operator.userName,
              t(`admin:roles.${operator.role}`),
              operator.disabled ? t('admin:disabled') : t('admin:enabled'),
              <Moment key="last" at={operator.lastSignInAt} />,
              <OperatorMenu
                key="menu"
                operator={operator}
                onChanged={() => void refresh()}
                onPassword={(password) => setSecret({ name: operator.displayName, password })}
              />,
            ],
          }))}
        />
      )}
      {isAdding && (
        <OperatorForm
          onClose={() => setAdding(false)}
          onAdded={(answer) => {
            setSecret({ name: answer.operator.displayName, password: answer.oneTimePassword });
            void refresh();
          }}
        />
      )}
    </>
  );
}

function OperatorMenu({
  operator,
  onChanged,
  onPassword,
}: {
  readonly operator: Operator;
  readonly onChanged: () => void;
  readonly onPassword: (password: string) => void;
}) {
  const t = useTexts();
  const me = useMe();
  const isAdministrator = useIsAdministrator();
  const [asked, setAsked] = useState<'role' | 'disabled' | 'password' | null>(null);
  const isSelf = me.operator.id === operator.id;
  const otherRole: Role = operator.role === 'administrator' ? 'viewer' : 'administrator';
  const change = async (body: OperatorChange) => {
    await call('PATCH', `/operators/${operator.id}`, { body });
    showToast(t('saved', { name: operator.displayName }));
    onChanged();
  };
  const resetPassword = async () => {
    const answer = await call<OperatorWithPassword>('POST', `/operators/${operator.id}/one-time-password`);
    onPassword(answer.oneTimePassword);
    onChanged();
  };
  const name = operator.displayName;
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button
            size="small"
            appearance="subtle"
            icon={<MoreHorizontal20Regular />}
            aria-label={t('admin:actionsOf', { name })}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem disabled={!isAdministrator || isSelf} onClick={() => setAsked('role')}>
              {t('admin:makeRole', { role: t(`admin:roles.${otherRole}`) })}
            </MenuItem>
            <MenuItem disabled={!isAdministrator || isSelf} onClick={() => setAsked('password')}>
              {t('admin:resetPassword')}
            </MenuItem>
            <MenuItem disabled={!isAdministrator || isSelf} onClick={() => setAsked('disabled')}>
              {operator.disabled ? t('admin:enable') : t('admin:disable')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {asked === 'role' && (
        <ConfirmDialog
          title={t('admin:roleQuestion', { name, role: t(`admin:roles.${otherRole}`) })}
          action={t('admin:makeRole', { role: t(`admin:roles.${otherRole}`) })}
          onConfirm={() => change({ role: otherRole })}
          onClose={() => setAsked(null)}
        >
          <p>{t(`admin:roleWhat.${otherRole}`)}</p>
        </ConfirmDialog>
      )}
      {asked === 'password' && (
        <ConfirmDialog
          title={t('admin:resetQuestion', { name })}
          action={t('admin:resetPassword')}
          onConfirm={resetPassword}
          onClose={() => setAsked(null)}
        >
          <p>{t('admin:resetWhat')}</p>
        </ConfirmDialog>
      )}
      {asked === 'disabled' && (
        <ConfirmDialog
          title={operator.disabled ? t('admin:enableQuestion', { name }) : t('admin:disableQuestion', { name })}
          action={operator.disabled ? t('admin:enable') : t('admin:disable')}
          isDanger={!operator.disabled}
          onConfirm={() => change({ disabled: !operator.disabled })}
          onClose={() => setAsked(null)}
        >
          <p>{operator.disabled ? t('admin:enableWhat') : t('admin:disableWhat')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function OperatorForm({
  onClose,
  onAdded,
}: {
  readonly onClose: () => void;
  readonly onAdded: (answer: OperatorWithPassword) => void;
}) {
  const t = useTexts();
  const [displayName, setDisplayName] = useState('');
  const [userName, setUserName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const add = async () => {
    const body: NewOperator = { displayName: displayName.trim(), userName: userName.trim(), role };
    onAdded(await call<OperatorWithPassword>('POST', '/operators', { body }));
  };
  return (
    <ConfirmDialog
      title={t('admin:addOperator')}
      action={t('admin:addOperator')}
      isBlocked={displayName.trim() === '' || userName.trim() === ''}
      onConfirm={add}
      onClose={onClose}
    >
      <Field label={t('admin:displayName')} required>
        <Input maxLength={128} value={displayName} onChange={(_event, data) => setDisplayName(data.value)} />
      </Field>
      <Field label={t('admin:userName')} required>
        <Input
          maxLength={64}
          autoComplete="off"
          value={userName}
          onChange={(_event, data) => setUserName(data.value)}
        />
      </Field>
      <RoleField role={role} onChange={setRole} />
    </ConfirmDialog>
  );
}

/** Administrator or viewer, each with what it may do. */
export function RoleField({ role, onChange }: { readonly role: Role; readonly onChange: (role: Role) => void }) {
  const t = useTexts();
  return (
    <Field label={t('admin:role')}>
      <RadioGroup value={role} onChange={(_event, data) => onChange(data.value as Role)}>
        <Radio value="viewer" label={t('admin:roleChoice.viewer')} />
        <Radio value="administrator" label={t('admin:roleChoice.administrator')} />
      </RadioGroup>
    </Field>
  );
}
