import { Checkbox, Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { DuplicateKey, DuplicateRule, StoredDuplicateRule } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ActionError, Empty, LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { KEYS, useKeyNames } from './duplicate-words.tsx';
import styles from './duplicates.module.css';

type Action = DuplicateRule['action'];

/** What is decided without asking, and a form for a further rule that says what it would decide before it is there. */
export function DuplicateRulesPage() {
  const t = useTexts();
  const rules = useQuery({
    queryKey: ['duplicate-rules'],
    queryFn: ({ signal }) => call<{ items: StoredDuplicateRule[] }>('GET', '/duplicates/rules', { signal }),
  });
  useLive(['devices'], () => void rules.refetch(), 5_000);
  const { data } = rules;
  return (
    <>
      <PageHeader
        title={t('duplicates:rules')}
        parents={[
          { text: t('nav.devices'), to: '/devices' },
          { text: t('nav.duplicates'), to: '/devices/duplicates' },
        ]}
      />
      <p className={styles.hint}>{t('duplicates:rulesWhat')}</p>
      {rules.error !== null && <LoadError error={rules.error} onRetry={() => void rules.refetch()} />}
      {data === undefined && rules.error === null && <Loading rows={4} />}
      {data?.items.length === 0 && <Empty>{t('duplicates:noRules')}</Empty>}
      {data !== undefined && data.items.length > 0 && (
        <RuleTable rules={data.items} onChange={() => void rules.refetch()} />
      )}
      <NewRule onChange={() => void rules.refetch()} />
    </>
  );
}

function useActionText(): (action: Action) => string {
  const t = useTexts();
  return (action) => (action === 'merge' ? t('duplicates:ruleMerge') : t('duplicates:ruleApart'));
}

function RuleTable({
  rules,
  onChange,
}: {
  readonly rules: readonly StoredDuplicateRule[];
  readonly onChange: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const actionText = useActionText();
  const keyNames = useKeyNames();
  const [error, setError] = useState<unknown>(null);
  const remove = async (id: string) => {
    setError(null);
    try {
      await call('DELETE', `/duplicates/rules/${id}`);
      showToast(t('duplicates:ruleDeleted'));
    } catch (failure) {
      setError(failure);
    }
    onChange();
  };
  return (
    <>
      <ActionError error={error} />
      <PlainTable
        label={t('duplicates:rules')}
        heads={[
          t('duplicates:ruleAction'),
          t('duplicates:ruleKeys'),
          t('duplicates:ruleFits'),
          t('duplicates:ruleBy'),
          t('duplicates:ruleAt'),
          t('duplicates:deleteRule'),
        ]}
        rows={rules.map((rule) => ({
          key: rule.id,
          cells: [
            actionText(rule.action),
            keyNames(rule.keys),
            formatNumber(rule.fits, language),
            rule.madeBy,
            <Moment key="at" at={rule.madeAt} as="minute" />,
            <ActionButton
              key="delete"
              size="small"
              aria-label={t('duplicates:deleteRuleOf', { rule: `${actionText(rule.action)}: ${keyNames(rule.keys)}` })}
              onClick={() => void remove(rule.id)}
            >
              {t('duplicates:deleteRule')}
            </ActionButton>,
          ],
        }))}
      />
    </>
  );
}

function NewRule({ onChange }: { readonly onChange: () => void }) {
  const t = useTexts();
  const language = useLanguage();
  const actionText = useActionText();
  const [action, setAction] = useState<Action>('merge');
  const [chosen, setChosen] = useState<readonly DuplicateKey[]>([]);
  const [error, setError] = useState<unknown>(null);
  const keys = KEYS.filter((key) => chosen.includes(key));
  const preview = useQuery({
    queryKey: ['duplicate-rules', 'preview', action, keys],
    queryFn: ({ signal }) =>
      call<{ fits: number }>('POST', '/duplicates/rules/preview', { body: { action, keys }, signal }),
    enabled: keys.length >= 2,
    retry: false,
  });
  // what a search or a decision changes, a rule would decide otherwise
  useLive(['devices'], () => keys.length >= 2 && void preview.refetch(), 5_000);
  const isChosen = keys.length >= 2 && preview.data !== undefined && preview.error === null;
  const add = async () => {
    setError(null);
    try {
      await call('POST', '/duplicates/rules', { body: { action, keys } });
      showToast(t('duplicates:ruleAdded'));
      setChosen([]);
    } catch (failure) {
      setError(failure);
    }
    onChange();
  };
  return (
    <section className={styles.part} aria-labelledby="new-rule">
      <h2 id="new-rule">{t('duplicates:newRule')}</h2>
      <div className={styles.form}>
        <Field label={t('duplicates:ruleAction')}>
          <RadioGroup value={action} onChange={(_event, data) => setAction(data.value as Action)}>
            <Radio value="merge" label={actionText('merge')} />
            <Radio value="apart" label={actionText('apart')} />
          </RadioGroup>
        </Field>
        <fieldset className={styles.fieldset}>
          <legend>{t('duplicates:ruleKeys')}</legend>
          {KEYS.map((key) => (
            <Checkbox
              key={key}
              label={t(`duplicates:key.${key}`)}
              checked={chosen.includes(key)}
              onChange={(_event, data) =>
                setChosen(data.checked === true ? [...chosen, key] : chosen.filter((each) => each !== key))
              }
            />
          ))}
        </fieldset>
        <p role="status" className={styles.hint}>
          {isChosen
            ? t('duplicates:fits', { count: preview.data.fits, n: formatNumber(preview.data.fits, language) })
            : t('duplicates:chooseKeys')}
        </p>
        {keys.length >= 2 && <ActionError error={preview.error} />}
        <ActionError error={error} />
        <div className={styles.buttons}>
          <ActionButton appearance="primary" disabled={!isChosen} onClick={() => void add()}>
            {t('duplicates:addRule')}
          </ActionButton>
        </div>
      </div>
    </section>
  );
}
