import { Checkbox, Field, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { DuplicateDetail } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ActionError } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import styles from './duplicates.module.css';

const MOST_MERGED = 10;

/** Which record stays, which go, and why; or that they are different PCs. Both buttons are of one size: neither is the rule. */
export function DecisionForm({
  group,
  onChange,
  onRefused,
}: {
  readonly group: DuplicateDetail;
  readonly onChange: (fresh: DuplicateDetail) => void;
  readonly onRefused: () => void;
}) {
  const t = useTexts();
  const { records } = group;
  const [keep, setKeep] = useState(group.keep);
  const [left, setLeft] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isRunning, setRunning] = useState(false);
  const isMergeable = group.size <= MOST_MERGED;
  const go = records.map(({ id }) => id).filter((id) => id !== keep && !left.includes(id));
  const send = async (what: 'merge' | 'apart', body: object, done: string) => {
    setRunning(true);
    setError(null);
    try {
      onChange(await call<DuplicateDetail>('POST', `/duplicates/${group.id}/${what}`, { body }));
      showToast(done);
    } catch (failure) {
      setError(failure);
      setRunning(false);
      // somebody else may have decided meanwhile
      onRefused();
    }
  };
  const name = records.find(({ id }) => id === keep)?.name ?? '';
  const why = reason.trim();
  return (
    <section className={styles.part} aria-labelledby="decide">
      <h2 id="decide">{t('duplicates:decide')}</h2>
      <div className={styles.form}>
        {isMergeable && (
          <Field label={t('duplicates:keep')}>
            <RadioGroup value={keep ?? ''} onChange={(_event, data) => setKeep(data.value)}>
              {records.map((record) => (
                <Choice key={record.id} group={group} record={record} />
              ))}
            </RadioGroup>
          </Field>
        )}
        {isMergeable && records.length > 2 && keep !== null && (
          <fieldset className={styles.fieldset}>
            <legend>{t('duplicates:go')}</legend>
            {records
              .filter(({ id }) => id !== keep)
              .map((record) => (
                <Checkbox
                  key={record.id}
                  label={`${record.name} (${record.serial ?? t('notSeen')})`}
                  checked={!left.includes(record.id)}
                  onChange={(_event, data) =>
                    setLeft(data.checked === true ? left.filter((id) => id !== record.id) : [...left, record.id])
                  }
                />
              ))}
          </fieldset>
        )}
        <p className={styles.hint}>{isMergeable ? t('duplicates:mergeWhat') : t('duplicates:tooMany')}</p>
        <p className={styles.hint}>{records.length > 2 ? t('duplicates:apartManyWhat') : t('duplicates:apartWhat')}</p>
        <Field label={t('duplicates:reason')} required>
          <Textarea value={reason} maxLength={500} onChange={(_event, data) => setReason(data.value)} />
        </Field>
        <ActionError error={error} />
        <div className={styles.buttons}>
          {isMergeable && (
            <ActionButton
              disabled={isRunning || keep === null || go.length === 0 || why === ''}
              onClick={() => void send('merge', { keep, go, reason: why }, t('duplicates:merged', { name }))}
            >
              {t('duplicates:merge')}
            </ActionButton>
          )}
          <ActionButton
            disabled={isRunning || why === ''}
            onClick={() => void send('apart', { reason: why }, t('duplicates:keptApart'))}
          >
            {t('duplicates:apart')}
          </ActionButton>
        </div>
      </div>
    </section>
  );
}

/** A record that may stay; where it may not, the sentence says why. */
function Choice({
  group,
  record,
}: {
  readonly group: DuplicateDetail;
  readonly record: DuplicateDetail['records'][number];
}) {
  const t = useTexts();
  const say = useServerText();
  // of more than two, some may be left out: the server says what cannot be
  const why = group.records.length === 2 ? record.refusal : null;
  return (
    <Radio
      value={record.id}
      disabled={why !== null}
      label={
        <>
          {record.name} ({record.serial ?? t('notSeen')}){group.keep === record.id && ` ${t('duplicates:suggested')}`}
          {why !== null && <span className={styles.why}>{say(why.text)}</span>}
        </>
      }
    />
  );
}
