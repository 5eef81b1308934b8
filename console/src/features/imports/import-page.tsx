import { Button, Field, Input } from '@fluentui/react-components';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { CsvImportDetail } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import styles from './import-page.module.css';
import { ImportProgress } from './import-progress.tsx';
import { ImportReview } from './import-review.tsx';
import { useImport } from './use-import.ts';

/** One import: what it would change, its progress, what it did. The page can be closed; the job goes on. */
export function ImportPage() {
  const t = useTexts();
  const { id = '' } = useParams({ strict: false });
  const isAdministrator = useIsAdministrator();
  const { query, change, run, stop } = useImport(id);
  const [error, setError] = useState<unknown>(null);
  const [typed, setTyped] = useState('');
  const item = query.data;
  const tryTo = async (action: () => Promise<void>) => {
    setError(null);
    await action().catch(setError);
  };
  const isOpen = item !== undefined && ['uploaded', 'checked', 'failed'].includes(item.state);
  return (
    <>
      <PageHeader
        title={item?.fileName ?? ''}
        parents={[
          item?.kind === 'pcs' ? { text: t('nav.packages'), to: '/packages' } : { text: t('nav.users'), to: '/users' },
          { text: t('imports:title'), to: '/imports/new' },
        ]}
        actions={
          item !== undefined && (
            <ImportActions
              item={item}
              typed={typed}
              onRun={(count) => tryTo(() => run(count))}
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
          <ImportProgress item={item} />
          {item.state === 'checked' && item.dropped > 0 && (
            <Dropped count={item.dropped} typed={typed} onTyped={setTyped} />
          )}
          <p className={`second ${styles.by}`}>
            {t('imports:by', { name: item.createdBy })} <Moment at={item.createdAt} as="minute" />
          </p>
          <ImportReview
            item={item}
            isFixed={!isAdministrator || !isOpen || item.startedAt !== null}
            onChange={(next) => void tryTo(() => change(next))}
          />
        </>
      )}
    </>
  );
}

function ImportState({ item }: { readonly item: CsvImportDetail }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const counts = { added: number(item.added), changed: number(item.changed), failed: number(item.failed) };
  if (item.problem !== null)
    return <Verdict severity={item.state === 'uploaded' ? 'warning' : 'error'}>{say(item.problem.text)}</Verdict>;
  if (item.state === 'done')
    return (
      <Verdict severity={item.failed > 0 ? 'warning' : 'ok'}>
        {item.failed > 0 ? t('imports:doneWithErrors', { ...counts, count: item.failed }) : t('imports:done', counts)}
      </Verdict>
    );
  if (item.state === 'stopped')
    return (
      <Verdict severity="warning">
        {item.startedAt === null
          ? t('imports:stoppedBefore')
          : t('imports:stopped', { done: number(item.doneRows), total: number(item.totalRows) })}
      </Verdict>
    );
  if (item.state !== 'checked') return null;
  const rows = t('imports:checked', { count: item.totalRows, n: number(item.totalRows) });
  const errors = item.failed === 0 ? '' : t('imports:errorsStay', { count: item.failed, n: number(item.failed) });
  return (
    <Verdict severity={item.failed > 0 ? 'warning' : 'info'}>
      {[rows, errors, item.kind === 'pcs' ? t('imports:listReady') : '']
        .filter((text) => text !== '')
        .join(language === 'ja' ? '' : ' ')}
    </Verdict>
  );
}

/** People whom the file disables: their number has to be typed, not copied. */
function Dropped({
  count,
  typed,
  onTyped,
}: {
  readonly count: number;
  readonly typed: string;
  readonly onTyped: (text: string) => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  return (
    <Verdict severity="warning">
      <p>{t('imports:drops', { count, n: formatNumber(count, language) })}</p>
      <Field label={t('imports:typeCount')}>
        <Input
          className={styles.number}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(_event, data) => onTyped(data.value)}
        />
      </Field>
    </Verdict>
  );
}

function ImportActions({
  item,
  typed,
  onRun,
  onStop,
}: {
  readonly item: CsvImportDetail;
  readonly typed: string;
  readonly onRun: (typed: number | null) => Promise<void>;
  readonly onStop: () => Promise<void>;
}) {
  const t = useTexts();
  const goTo = useGoTo();
  const [isSending, setSending] = useState(false);
  const send = async (action: () => Promise<void>) => {
    setSending(true);
    await action();
    setSending(false);
    // the button that was pressed is gone
    document.querySelector('h1')?.focus({ preventScroll: true });
  };
  const stop = (
    <ActionButton key="stop" disabled={isSending} onClick={() => void send(onStop)}>
      {item.state === 'checked' || item.state === 'uploaded' ? t('imports:discard') : t('imports:stop')}
    </ActionButton>
  );
  if (item.state === 'done') return <Button onClick={() => goTo('/users')}>{t('imports:openUsers')}</Button>;
  if (item.state === 'uploaded' || item.state === 'checking' || item.state === 'importing') return stop;
  if (item.state !== 'checked') return <Button onClick={() => goTo('/imports/new')}>{t('imports:another')}</Button>;
  if (item.kind === 'pcs') {
    return (
      <>
        <ActionButton
          key="make"
          appearance="primary"
          blockedWhy={item.added + item.unchanged === 0 ? t('imports:nothingToDo') : null}
          onClick={() => goTo(`/packages/new?list=${item.id}`)}
        >
          {t('imports:makePackage')}
        </ActionButton>
        {stop}
      </>
    );
  }
  const isCountMissing = item.dropped > 0 && Number(typed.normalize('NFKC').replace(/[,\s]/g, '')) !== item.dropped;
  const isNothing = item.added + item.changed === 0;
  return (
    <>
      <ActionButton
        key="run"
        appearance="primary"
        disabled={isSending}
        blockedWhy={isNothing ? t('imports:nothingToDo') : isCountMissing ? t('imports:countMissing') : null}
        onClick={() => void send(() => onRun(item.dropped > 0 ? item.dropped : null))}
      >
        {t('imports:run')}
      </ActionButton>
      {stop}
    </>
  );
}
