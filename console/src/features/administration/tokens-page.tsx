import { Field, Input, Select } from '@fluentui/react-components';
import { Add20Regular, Delete16Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { ApiToken, ApiTokenWithSecret, ListOf, NewApiToken, Role } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { RoleField } from './operators-page.tsx';

const LIVES = [30, 90, 180, 365] as const;

/** Tokens with which programs call the API; each is shown once, when it is made. */
export function TokensPage() {
  const t = useTexts();
  const client = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<ApiToken | null>(null);
  const [made, setMade] = useState<ApiTokenWithSecret | null>(null);
  const tokens = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => call<ListOf<ApiToken>>('GET', '/tokens', { signal }),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['tokens'] });
  useLive(['operators'], () => void refresh());
  const remove = async (token: ApiToken) => {
    await call('DELETE', `/tokens/${token.id}`);
    showToast(t('admin:tokenDeleted', { name: token.name }));
    await refresh();
  };
  return (
    <>
      <PageHeader
        title={t('nav.tokens')}
        parents={[{ text: t('nav.administration'), to: '/admin/settings' }]}
        actions={
          <ActionButton appearance="primary" icon={<Add20Regular />} onClick={() => setAdding(true)}>
            {t('admin:addToken')}
          </ActionButton>
        }
      />
      {made !== null && (
        <SecretOnce
          title={t('admin:tokenMade', { name: made.apiToken.name })}
          secret={made.secret}
          onClose={() => setMade(null)}
        />
      )}
      {tokens.error !== null && <LoadError error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data === undefined && tokens.error === null && <Loading rows={4} />}
      {tokens.data?.items.length === 0 && <Empty>{t('admin:tokensNone')}</Empty>}
      {tokens.data !== undefined && tokens.data.items.length > 0 && (
        <PlainTable
          label={t('nav.tokens')}
          heads={[
            t('admin:name'),
            t('admin:role'),
            t('admin:expires'),
            t('admin:lastUsed'),
            t('admin:madeBy'),
            t('admin:actions'),
          ]}
          rows={tokens.data.items.map((token) => ({
            key: token.id,
            cells: [
              token.name,
              t(`admin:roles.${token.role}`),
              <Moment key="expires" at={token.expiresAt} as="minute" />,
              <Moment key="used" at={token.lastUsedAt} />,
              token.createdBy,
              <ActionButton key="delete" size="small" icon={<Delete16Regular />} onClick={() => setDeleting(token)}>
                {t('admin:delete')}
              </ActionButton>,
            ],
          }))}
        />
      )}
      {isAdding && (
        <TokenForm
          onClose={() => setAdding(false)}
          onMade={(answer) => {
            setMade(answer);
            void refresh();
          }}
        />
      )}
      {deleting !== null && (
        <ConfirmDialog
          title={t('admin:deleteQuestion', { name: deleting.name })}
          action={t('admin:delete')}
          isDanger
          onConfirm={() => remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p>{t('admin:deleteWhat')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function TokenForm({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (answer: ApiTokenWithSecret) => void;
}) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('90');
  const add = async () => {
    const body: NewApiToken = { name: name.trim(), role, expiresInDays: days === '' ? null : Number(days) };
    onMade(await call<ApiTokenWithSecret>('POST', '/tokens', { body }));
  };
  return (
    <ConfirmDialog
      title={t('admin:addToken')}
      action={t('admin:addToken')}
      isBlocked={name.trim() === ''}
      onConfirm={add}
      onClose={onClose}
    >
      <Field label={t('admin:name')} required>
        <Input maxLength={128} value={name} onChange={(_event, data) => setName(data.value)} />
      </Field>
      <RoleField role={role} onChange={setRole} />
      <Field label={t('admin:expires')}>
        <Select value={days} onChange={(_event, data) => setDays(data.value)}>
          {LIVES.map((life) => (
            <option key={life} value={life}>
              {t('admin:days', { count: life })}
            </option>
          ))}
          <option value="">{t('admin:noExpiry')}</option>
        </Select>
      </Field>
    </ConfirmDialog>
  );
}
