import { Checkbox, Field, Input, Select, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import type { EntraSettings } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { parseNames, renderNames } from './domain-lines.ts';
import { PemField } from './pem-field.tsx';
import styles from './sources.module.css';

/** The settings of Microsoft Entra ID. */
export function EntraFields({
  config,
  secret,
  secretHint,
  badField,
  onSecret,
  onChange,
}: {
  readonly config: EntraSettings;
  readonly secret: string;
  readonly secretHint: string | undefined;
  readonly badField: string | null;
  readonly onSecret: (secret: string) => void;
  readonly onChange: (change: Partial<EntraSettings>) => void;
}) {
  const t = useTexts();
  const state = (field: string) => (badField === field || badField?.startsWith(`${field}.`) ? 'error' : 'none');
  // as they are typed, empty lines too
  const [groups, setGroups] = useState(config.groups.join('\n'));
  const [domains, setDomains] = useState(renderNames(config.domains));
  return (
    <>
      <p className={styles.hint}>{t('sources:entraHint')}</p>
      <Field label={t('sources:tenant')} required validationState={state('config.tenant')}>
        <Input value={config.tenant} onChange={(_event, data) => onChange({ tenant: data.value.trim() })} />
      </Field>
      <Field label={t('sources:clientId')} required validationState={state('config.clientId')}>
        <Input value={config.clientId} onChange={(_event, data) => onChange({ clientId: data.value.trim() })} />
      </Field>
      <Field label={t('sources:credential')}>
        <Select
          value={config.credential}
          onChange={(_event, data) => onChange({ credential: data.value as EntraSettings['credential'] })}
        >
          {(['secret', 'certificate'] as const).map((credential) => (
            <option key={credential} value={credential}>
              {t(`sources:credentials.${credential}`)}
            </option>
          ))}
        </Select>
      </Field>
      {config.credential === 'secret' ? (
        <Field label={t('sources:clientSecret')} hint={secretHint ?? null} validationState={state('secret')}>
          <Input
            type="password"
            autoComplete="new-password"
            value={secret}
            onChange={(_event, data) => onSecret(data.value)}
          />
        </Field>
      ) : (
        <>
          <PemField
            label={t('sources:certificate')}
            value={config.certificate}
            isBad={badField === 'config.certificate'}
            onChange={(certificate) => onChange({ certificate })}
          />
          <PemField
            label={t('sources:privateKey')}
            hint={secretHint}
            value={secret}
            isBad={badField === 'secret'}
            isSecret
            onChange={onSecret}
          />
        </>
      )}
      <Field label={t('sources:cloud')}>
        <Select
          value={config.cloud}
          onChange={(_event, data) => onChange({ cloud: data.value as EntraSettings['cloud'] })}
        >
          {(['global', 'us-government', 'china'] as const).map((cloud) => (
            <option key={cloud} value={cloud}>
              {t(`sources:clouds.${cloud}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label={t('sources:chosenGroups')}
        hint={t('sources:chosenGroupsHint')}
        validationState={state('config.groups')}
      >
        <Textarea
          rows={3}
          spellCheck={false}
          value={groups}
          onChange={(_event, data) => {
            setGroups(data.value);
            onChange({ groups: data.value.split(/[\s,]+/).filter((id) => id !== '') });
          }}
        />
      </Field>
      <Field label={t('sources:netbios')} hint={t('sources:netbiosHint')} validationState={state('config.domains')}>
        <Textarea
          rows={2}
          spellCheck={false}
          value={domains}
          onChange={(_event, data) => {
            setDomains(data.value);
            onChange({ domains: parseNames(data.value) });
          }}
        />
      </Field>
      <Checkbox
        label={t('sources:guests')}
        checked={config.includeGuests}
        onChange={(_event, data) => onChange({ includeGuests: data.checked === true })}
      />
    </>
  );
}
