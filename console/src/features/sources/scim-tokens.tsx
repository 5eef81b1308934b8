import { Field, Input, Select } from '@fluentui/react-components';
import { Add20Regular, Delete16Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { ListOf, ScimToken, ScimTokenWithSecret, Source } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { showToast } from '../../ui/toasts.tsx';
import styles from './sources.module.css';

const LIVES = [90, 180, 365] as const;

/** The address that a pushing system is given, and its tokens: they open nothing but SCIM of this source. */
export function ScimTokens({ source }: { readonly source: Source }) {
  const t = useTexts();
  const [isAdding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<ScimToken | null>(null);
  const [made, setMade] = useState<ScimTokenWithSecret | null>(null);
  const tokens = useQuery({
    queryKey: ['source', source.id, 'tokens'],
    queryFn: ({ signal }) => call<ListOf<ScimToken>>('GET', `/sources/${source.id}/tokens`, { signal }),
  });
  const items = tokens.data?.items ?? [];
  const remove = async (token: ScimToken) => {
    await call('DELETE', `/tokens/${token.id}`);
    showToast(t('sources:deleted', { name: token.name }));
    await tokens.refetch();
  };
  return (
    <section className={styles.part}>
      <h2>{t('sources:scimAddress')}</h2>
      <CopyText value={`${location.origin}/scim/v2`}>
        <code>{`${location.origin}/scim/v2`}</code>
      </CopyText>
      <h2>{t('sources:tokens')}</h2>
      {made !== null && (
        <SecretOnce
          title={t('sources:tokenMade', { name: made.token.name })}
          secret={made.secret}
          onClose={() => setMade(null)}
        />
      )}
      {items.length === 0 && <p>{t('sources:tokensNone')}</p>}
      {items.length > 0 && (
        <PlainTable
          label={t('sources:tokens')}
          heads={[t('sources:tokenName'), t('sources:expires'), t('sources:lastUsed'), t('sources:actions')]}
          rows={items.map((token) => ({
            key: token.id,
            cells: [
              token.name,
              <Moment key="expires" at={token.expiresAt} as="minute" absent={t('sources:noExpiry')} />,
              <Moment key="used" at={token.lastUsedAt} />,
              <ActionButton key="delete" size="small" icon={<Delete16Regular />} onClick={() => setDeleting(token)}>
                {t('sources:tokenDelete')}
              </ActionButton>,
            ],
          }))}
        />
      )}
      <p>
        <ActionButton icon={<Add20Regular />} onClick={() => setAdding(true)}>
          {t('sources:addToken')}
        </ActionButton>
      </p>
      {isAdding && (
        <TokenForm
          source={source}
          onClose={() => setAdding(false)}
          onMade={(answer) => {
            setMade(answer);
            void tokens.refetch();
          }}
        />
      )}
      {deleting !== null && (
        <ConfirmDialog
          title={t('sources:tokenQuestion', { name: deleting.name })}
          action={t('sources:tokenDelete')}
          isDanger
          onConfirm={() => remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p>{t('sources:tokenWhat')}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function TokenForm({
  source,
  onClose,
  onMade,
}: {
  readonly source: Source;
  readonly onClose: () => void;
  readonly onMade: (answer: ScimTokenWithSecret) => void;
}) {
  const t = useTexts();
  const [name, setName] = useState('');
  const [days, setDays] = useState('365');
  const add = async () => {
    const body = { name: name.trim(), expiresInDays: days === '' ? null : Number(days) };
    onMade(await call<ScimTokenWithSecret>('POST', `/sources/${source.id}/tokens`, { body }));
  };
  return (
    <ConfirmDialog
      title={t('sources:addToken')}
      action={t('sources:addToken')}
      isBlocked={name.trim() === ''}
      onConfirm={add}
      onClose={onClose}
    >
      <Field label={t('sources:tokenName')} required>
        <Input maxLength={128} value={name} onChange={(_event, data) => setName(data.value)} />
      </Field>
      <Field label={t('sources:expires')}>
        <Select value={days} onChange={(_event, data) => setDays(data.value)}>
          {LIVES.map((life) => (
            <option key={life} value={life}>
              {t('sources:days', { count: life })}
            </option>
          ))}
          <option value="">{t('sources:noExpiry')}</option>
        </Select>
      </Field>
    </ConfirmDialog>
  );
}
