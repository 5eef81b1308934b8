import { Checkbox, Field, Input, Select, Textarea } from '@fluentui/react-components';
import type { LdapSettings } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PemField } from './pem-field.tsx';

const UPN_ATTRIBUTE = { 'active-directory': 'userPrincipalName', other: 'mail' } as const;

/** The settings of LDAP and Active Directory. */
export function LdapFields({
  config,
  lines,
  areLinesBad,
  secret,
  secretHint,
  badField,
  onLines,
  onSecret,
  onChange,
}: {
  readonly config: LdapSettings;
  /** Domains as lines that a person edits. */
  readonly lines: string;
  readonly areLinesBad: boolean;
  readonly secret: string;
  readonly secretHint: string | undefined;
  readonly badField: string | null;
  readonly onLines: (lines: string) => void;
  readonly onSecret: (secret: string) => void;
  readonly onChange: (change: Partial<LdapSettings>) => void;
}) {
  const t = useTexts();
  const state = (field: string) => (badField === field ? 'error' : 'none');
  return (
    <>
      <Field label={t('sources:flavor')}>
        <Select
          value={config.flavor}
          onChange={(_event, data) => onChange({ flavor: data.value as LdapSettings['flavor'] })}
        >
          {(['active-directory', 'other'] as const).map((flavor) => (
            <option key={flavor} value={flavor}>
              {t(`sources:flavors.${flavor}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label={t('sources:servers')}
        hint={t('sources:serversHint')}
        required
        {...(areLinesBad ? { validationMessage: t('sources:serversBad') } : {})}
      >
        <Textarea rows={3} spellCheck={false} value={lines} onChange={(_event, data) => onLines(data.value)} />
      </Field>
      <Field label={t('sources:tls')}>
        <Select value={config.tls} onChange={(_event, data) => onChange({ tls: data.value as LdapSettings['tls'] })}>
          {(['ldaps', 'starttls'] as const).map((tls) => (
            <option key={tls} value={tls}>
              {t(`sources:tlsKinds.${tls}`)}
            </option>
          ))}
        </Select>
      </Field>
      <PemField
        label={t('sources:ca')}
        hint={t('sources:caHint')}
        value={config.ca}
        isBad={badField === 'config.ca'}
        onChange={(ca) => onChange({ ca })}
      />
      <Field
        label={t('sources:bindDn')}
        hint={t('sources:bindDnHint')}
        required
        validationState={state('config.bindDn')}
      >
        <Input value={config.bindDn} maxLength={512} onChange={(_event, data) => onChange({ bindDn: data.value })} />
      </Field>
      <Field label={t('sources:password')} hint={secretHint ?? null} validationState={state('secret')}>
        <Input
          type="password"
          autoComplete="new-password"
          value={secret}
          onChange={(_event, data) => onSecret(data.value)}
        />
      </Field>
      {(['userFilter', 'groupFilter'] as const).map((name) => (
        <Field
          key={name}
          label={t(`sources:${name}`)}
          hint={t('sources:filterHint')}
          validationState={state(`config.${name}`)}
        >
          <Input value={config[name]} maxLength={2_000} onChange={(_event, data) => onChange({ [name]: data.value })} />
        </Field>
      ))}
      <Field
        label={t('sources:upnAttribute')}
        hint={t('sources:attributeHint', { name: UPN_ATTRIBUTE[config.flavor] })}
      >
        <Input
          value={config.attributes.upn ?? ''}
          onChange={(_event, data) => {
            const { upn: _former, ...others } = config.attributes;
            onChange({ attributes: data.value === '' ? others : { ...others, upn: data.value } });
          }}
        />
      </Field>
      <Checkbox
        label={t('sources:follow')}
        checked={config.followReferrals}
        onChange={(_event, data) => onChange({ followReferrals: data.checked === true })}
      />
    </>
  );
}
