import { Field, ProgressBar } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import type { Rediagnosis } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ActionError } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import styles from './rediagnosis.module.css';

const POLL_MS = 1_000;
const KEY = ['rediagnosis'];

/** Diagnoses every PC anew from what is stored, and says how far that is. */
export function RediagnoseButton() {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const progress = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call<Rediagnosis>('GET', '/diagnosis/rediagnosis', { signal }),
    refetchInterval: (query) => ((query.state.data?.outdated ?? 0) > 0 ? POLL_MS : false),
  });
  const total = progress.data?.total ?? 0;
  const outdated = progress.data?.outdated ?? 0;
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current && outdated === 0) {
      showToast(t('diagnosis:rediagnosed', { count: total, n: formatNumber(total, language) }));
      void client.invalidateQueries({ queryKey: ['diagnosis-findings'] });
      void client.invalidateQueries({ queryKey: ['diagnosis-states'] });
    }
    wasRunning.current = outdated > 0;
  }, [outdated, total, t, language, client]);
  const start = async () => {
    setError(null);
    try {
      client.setQueryData(KEY, await call<Rediagnosis>('POST', '/diagnosis/rediagnosis'));
      wasRunning.current = true;
      void progress.refetch();
    } catch (failure) {
      setError(failure);
    }
  };
  if (outdated > 0) {
    const label = t('diagnosis:rediagnosing', {
      done: formatNumber(total - outdated, language),
      total: formatNumber(total, language),
    });
    return (
      <Field label={label} className={styles.progress}>
        <ProgressBar value={total - outdated} max={Math.max(1, total)} aria-label={label} />
      </Field>
    );
  }
  return (
    <>
      <ActionButton blockedWhy={total === 0 ? t('diagnosis:nothingToRediagnose') : null} onClick={() => void start()}>
        {t('diagnosis:rediagnose')}
      </ActionButton>
      <ActionError error={error} />
    </>
  );
}
