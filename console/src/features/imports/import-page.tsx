import { Button, Field, Input, ProgressBar } from '@fluentui/react-components';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import type { CsvImport } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import styles from './import-page.module.css';
import { ImportReview } from './import-review.tsx';
import { useImport } from './use-import.ts';

/** One import: what it would change, its progress, what it did. The page can be closed; the job goes on. */
export function ImportPage() {
  const t = useTexts();
  const { id = '' } = useParams({ strict: false });
  const { query, change, run, stop } = useImport(id);
  const [error, setError] = useState<unknown>(null);
  const item = query.data;
  const tryTo = async (action: () => Promise<void>) => {
    setError(null);
    await action().catch(setError);
  };
  return (
    <>
      <PageHeader
        title={item === undefined ? '' : item.fileName}
        parents={[
          { text: t('nav.users'), to: '/users' },
          { text: t('imports:title'), to: '/imports/new' },
        ]}
        actions={
          item !== undefined && (
            <ImportActions
              item={item}
              error={error}
              onRun={(typed) => tryTo(() => run(typed))}
              onStop={() => tryTo(stop)}
            />
          )
        }
      />
      {query.error !== null && <LoadError error={query.error} onRetry={() => void query.refetch()} />}
      {item === undefined && query.error === null && <Loading rows={12} />}
      {item !== undefined && (
        <>
          <ImportState item={item} />
          <ActionError error={error} />
          <ImportReview
            item={item}
            isFixed={item.state !== 'checked' && item.state !== 'failed'}
            onChange={(next) => void tryTo(() => change(next))}
          />
        </>
      )}
    </>
  );
}

function ImportState({ item }: { readonly item: CsvImport }) {
  const t = useTexts();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  if (item.state === 'importing') {
    return (
      <Field
        label={t('imports:importing', { done: number(item.doneRows), total: number(item.totalRows) })}
        className={styles.progress}
      >
        <ProgressBar value={item.doneRows} max={Math.max(1, item.totalRows)} />
      </Field>
    );
  }
  if (item.state === 'done')
    return (
      <Verdict severity="ok">{t('imports:done', { added: number(item.added), changed: number(item.changed) })}</Verdict>
    );
  if (item.state === 'stopped') return <Verdict severity="warning">{t('imports:stopped')}</Verdict>;
  if (item.state === 'checked')
    return <Verdict severity="info">{t('imports:checked', { count: item.totalRows })}</Verdict>;
  return null;
}

/** Code of the refusal that asks for the number of people who would drop out. */
const COUNT_NEEDED = 'DROP_COUNT_NEEDED';

function ImportActions({
  item,
  error,
  onRun,
  onStop,
}: {
  readonly item: CsvImport;
  readonly error: unknown;
  readonly onRun: (typed?: number) => Promise<void>;
  readonly onStop: () => Promise<void>;
}) {
  const t = useTexts();
  const goTo = useGoTo();
  const [typed, setTyped] = useState('');
  const isCountNeeded = error instanceof ApiError && error.code === COUNT_NEEDED;
  if (item.state === 'importing' || item.state === 'checking') {
    return <ActionButton onClick={() => void onStop()}>{t('imports:stop')}</ActionButton>;
  }
  if (item.state === 'done') return <Button onClick={() => goTo('/users')}>{t('imports:openUsers')}</Button>;
  if (item.state !== 'checked') return null;
  return (
    <>
      {isCountNeeded && (
        <Input
          aria-label={t('imports:typeCount')}
          placeholder={t('imports:typeCount')}
          value={typed}
          onChange={(_event, data) => setTyped(data.value)}
        />
      )}
      <ActionButton
        appearance="primary"
        blockedWhy={item.added + item.changed === 0 ? t('imports:nothingToDo') : null}
        onClick={() => void onRun(isCountNeeded ? Number(typed.normalize('NFKC')) : undefined)}
      >
        {t('imports:run')}
      </ActionButton>
    </>
  );
}
