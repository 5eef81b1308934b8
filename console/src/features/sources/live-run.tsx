import { Field, Input, ProgressBar } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { SourceRun } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ActionError } from '../../ui/states.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import styles from './sources.module.css';

interface RunProps {
  readonly run: SourceRun;
  readonly onChange: () => Promise<void>;
}

/** How far a run is; what is read has no known end, what is written has. */
export function LiveRun({ run, onChange }: RunProps) {
  const t = useTexts();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const total = run.plan === null ? 0 : run.plan.added + run.plan.changed + run.plan.disabled;
  const label =
    run.state === 'reading'
      ? t('sources:progress.reading', { users: number(run.readUsers), groups: number(run.readGroups) })
      : run.state === 'applying'
        ? t('sources:progress.applying', { done: number(Math.min(run.doneRows, total)), total: number(total) })
        : t('sources:progress.waiting');
  return (
    <div className={styles.progress}>
      <Field label={label} validationState="none">
        {run.state === 'applying' && total > 0 ? (
          <ProgressBar value={Math.min(run.doneRows, total)} max={total} aria-label={label} />
        ) : (
          <ProgressBar aria-label={label} />
        )}
      </Field>
      {run.state !== 'applying' && <StopButton run={run} onChange={onChange} />}
    </div>
  );
}

function StopButton({ run, onChange }: RunProps) {
  const t = useTexts();
  const [error, setError] = useState<unknown>(null);
  const stop = async () => {
    try {
      await call('POST', `/sources/${run.sourceId}/runs/${run.id}/stop`, { body: {} });
    } catch (failure) {
      setError(failure);
    }
    await onChange();
  };
  return (
    <>
      <ActionError error={error} />
      <ActionButton onClick={() => void stop()}>{t('sources:stop')}</ActionButton>
    </>
  );
}

/** A run that would shut out too many: it waits until an operator types how many. */
export function AskingRun({ run, onChange }: RunProps) {
  const t = useTexts();
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<unknown>(null);
  const { plan } = run;
  if (plan === null) return null;
  const isMembers = run.problem?.id === 'MEMBERS_LEAVE';
  const count = isMembers ? plan.membersRemoved : plan.missing + plan.disabled;
  const before = isMembers ? plan.membersBefore : plan.before;
  const values = { count, n: formatNumber(count, language), before: formatNumber(before, language) };
  const confirm = async () => {
    setError(null);
    try {
      await call('POST', `/sources/${run.sourceId}/runs/${run.id}/confirm`, { body: { typedCount: Number(typed) } });
    } catch (failure) {
      setError(failure);
    }
    await onChange();
  };
  const isTyped = typed.normalize('NFKC').replaceAll(',', '').trim() === String(count);
  return (
    <div className={styles.ask}>
      <Verdict severity="warning">
        {isMembers ? t('sources:askMembers', values) : t('sources:askUsers', values)} {t('sources:askWhat')}
      </Verdict>
      <div className={styles.row}>
        <Field label={t('sources:askType', { n: values.n })}>
          <Input
            className={styles.number}
            value={typed}
            onChange={(_event, data) => setTyped(data.value.normalize('NFKC'))}
          />
        </Field>
        <ActionButton disabled={!isTyped} onClick={() => void confirm()}>
          {t('sources:askConfirm')}
        </ActionButton>
        <StopButton run={run} onChange={onChange} />
      </div>
      <ActionError error={error} />
    </div>
  );
}
