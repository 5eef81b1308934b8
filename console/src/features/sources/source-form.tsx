import { Checkbox, Field, Input, Select, Switch } from '@fluentui/react-components';
import { useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import type { Source, SourceConfig, SourceTest } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ActionError } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { parseDomains, renderDomains } from './domain-lines.ts';
import { EntraFields } from './entra-fields.tsx';
import { LdapFields } from './ldap-fields.tsx';
import { NEW_CONFIGS } from './new-configs.ts';
import styles from './sources.module.css';

const EVERY = [0, 15, 60, 360, 1_440] as const;
const RULES = ['upn', 'email', 'accountName'] as const;

/** The settings of a source: tested before they are saved, the secret written and never read. */
export function SourceForm({ source, onSaved }: { readonly source: Source | null; readonly onSaved: () => void }) {
  const t = useTexts();
  const goTo = useGoTo();
  const [name, setName] = useState(source?.name ?? '');
  const [config, setConfig] = useState<SourceConfig>(source?.config ?? NEW_CONFIGS.ldap);
  const [lines, setLines] = useState(config.kind === 'ldap' ? renderDomains(config.domains) : '');
  const [secret, setSecret] = useState('');
  const [isEnabled, setEnabled] = useState(source?.enabled ?? true);
  const [rank, setRank] = useState(String(source?.rank ?? ''));
  const [tested, setTested] = useState<SourceTest | 'running' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isDeleting, setDeleting] = useState(false);
  const domains = config.kind === 'ldap' ? parseDomains(lines) : [];
  const whole: SourceConfig = config.kind === 'ldap' ? { ...config, domains: domains ?? [] } : config;
  const isReady =
    name.trim() !== '' && domains !== null && (source !== null || config.kind === 'scim' || secret !== '');
  const field = error instanceof ApiError ? error.field : null;
  const change = (next: Partial<SourceConfig>) => {
    setTested(null);
    setConfig((now) => ({ ...now, ...next }) as SourceConfig);
  };
  const attempt = async (work: () => Promise<void>) => {
    setError(null);
    await work().catch(setError);
  };
  const withSecret = secret === '' ? {} : { secret };
  const test = () =>
    attempt(async () => {
      setTested('running');
      try {
        const body = { config: whole, ...withSecret, ...(source === null ? {} : { sourceId: source.id }) };
        setTested(await call<SourceTest>('POST', '/sources/test', { body }));
      } catch (failure) {
        setTested(null);
        throw failure;
      }
    });
  const save = () =>
    attempt(async () => {
      if (source === null) {
        const made = await call<Source>('POST', '/sources', {
          body: { name: name.trim(), config: whole, ...withSecret },
        });
        goTo(`/sources/${made.id}`);
        return;
      }
      await call('PATCH', `/sources/${source.id}`, {
        body: {
          name: name.trim(),
          config: whole,
          enabled: isEnabled,
          ...withSecret,
          ...(Number(rank) === source.rank || rank === '' ? {} : { rank: Number(rank) }),
        },
      });
      setSecret('');
      showToast(t('sources:saved'));
      onSaved();
    });
  const remove = async () => {
    if (source === null) return;
    await call('DELETE', `/sources/${source.id}`);
    showToast(t('sources:deleted', { name: source.name }));
    goTo('/sources');
  };
  const secretHint = source?.hasSecret === true ? t('sources:secretKept') : undefined;
  return (
    <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
      <Field label={t('sources:name')} required validationState={field === 'name' ? 'error' : 'none'}>
        <Input maxLength={128} value={name} onChange={(_event, data) => setName(data.value)} />
      </Field>
      {source === null && (
        <Field label={t('sources:kind')}>
          <Select
            value={config.kind}
            onChange={(_event, data) => {
              setTested(null);
              setConfig(NEW_CONFIGS[data.value as SourceConfig['kind']]);
            }}
          >
            {(['ldap', 'entra', 'scim'] as const).map((kind) => (
              <option key={kind} value={kind}>
                {t(`sources:kinds.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {config.kind === 'ldap' && (
        <LdapFields
          config={config}
          lines={lines}
          areLinesBad={lines !== '' && domains === null}
          secret={secret}
          secretHint={secretHint}
          badField={field}
          onLines={setLines}
          onSecret={setSecret}
          onChange={change}
        />
      )}
      {config.kind === 'entra' && (
        <EntraFields
          config={config}
          secret={secret}
          secretHint={secretHint}
          badField={field}
          onSecret={setSecret}
          onChange={change}
        />
      )}
      {config.kind === 'scim' && <p className={styles.hint}>{t('sources:scimHint')}</p>}
      {config.kind !== 'scim' && (
        <Field label={t('sources:every')}>
          <Select
            value={String(config.everyMinutes)}
            onChange={(_event, data) => change({ everyMinutes: Number(data.value) })}
          >
            {[...new Set<number>([...EVERY, config.everyMinutes])].map((minutes) => (
              <option key={minutes} value={minutes}>
                {isEvery(minutes) ? t(`sources:everyChoice.${minutes}`) : t('sources:everyMinutes', { count: minutes })}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={t('sources:join')}>
        <div>
          {RULES.map((rule) => (
            <Checkbox
              key={rule}
              label={t(`sources:joinRules.${rule}`)}
              checked={config.join.includes(rule)}
              disabled={rule === 'upn'}
              onChange={(_event, data) =>
                change({
                  join: RULES.filter((one) => (one === rule ? data.checked === true : config.join.includes(one))),
                })
              }
            />
          ))}
        </div>
      </Field>
      <Field label={t('sources:keepDays')}>
        <Input
          className={styles.number}
          inputMode="numeric"
          value={String(config.keepDays)}
          onChange={(_event, data) => change({ keepDays: Number(data.value.normalize('NFKC').replace(/\D/g, '')) })}
        />
      </Field>
      {source !== null && (
        <>
          <Field label={t('sources:rank')}>
            <Input
              className={styles.number}
              inputMode="numeric"
              value={rank}
              onChange={(_event, data) => setRank(data.value.normalize('NFKC').replace(/\D/g, ''))}
            />
          </Field>
          <Switch
            label={t('sources:enabled')}
            checked={isEnabled}
            onChange={(_event, data) => setEnabled(data.checked === true)}
          />
        </>
      )}
      <Tested result={tested} />
      <ActionError error={error} />
      <div className={styles.row}>
        <ActionButton appearance="primary" disabled={!isReady} onClick={() => void save()}>
          {source === null ? t('sources:add') : t('sources:save')}
        </ActionButton>
        {config.kind !== 'scim' && (
          <ActionButton disabled={domains === null || tested === 'running'} onClick={() => void test()}>
            {t('sources:test')}
          </ActionButton>
        )}
        {source !== null && <ActionButton onClick={() => setDeleting(true)}>{t('sources:delete')}</ActionButton>}
      </div>
      {isDeleting && source !== null && (
        <ConfirmDialog
          title={t('sources:deleteQuestion', { name: source.name })}
          action={t('sources:delete')}
          isDanger
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        >
          <p>{t('sources:deleteWhat')}</p>
        </ConfirmDialog>
      )}
    </form>
  );
}

function isEvery(minutes: number): minutes is (typeof EVERY)[number] {
  return EVERY.some((one) => one === minutes);
}

function Tested({ result }: { readonly result: SourceTest | 'running' | null }) {
  const t = useTexts();
  const say = useServerText();
  if (result === null) return null;
  if (result === 'running') return <p role="status">{t('sources:testing')}</p>;
  if (result.problem !== null) return <Verdict severity="error">{say(result.problem.text)}</Verdict>;
  if (result.sample.length === 0) return <Verdict severity="warning">{t('sources:testNobody')}</Verdict>;
  return (
    <Verdict severity="ok">
      {t('sources:testGood', { server: result.servers.join(', ') })}
      <ul className={styles.tested}>
        {result.sample.map((person) => (
          <li key={person.upn}>
            {[person.displayName, person.upn, person.department].filter((part) => part !== '').join(' · ')}
          </li>
        ))}
      </ul>
      {result.groups.length > 0 && t('sources:testGroups', { names: result.groups.join(', ') })}
    </Verdict>
  );
}
