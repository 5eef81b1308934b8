import { Button, Field, Input } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call, serverNow } from '../../api/client.ts';
import type { CsvImportDetail, DeviceList, ListOf, ListRowCounts } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import { localMinute } from '../../ui/local-minute.ts';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { ImportProgress } from '../imports/import-progress.tsx';
import { ImportReview } from '../imports/import-review.tsx';
import { isMoving, useImport } from '../imports/use-import.ts';
import { ListRows } from './list-rows.tsx';
import styles from './lists.module.css';
import { UndoDialog } from './undo-dialog.tsx';

/** One device list: what it would say of which PCs, what is not clear, and whether it is in use. */
export function DeviceListPage() {
  const t = useTexts();
  const { id = '' } = useParams({ strict: false });
  const isAdministrator = useIsAdministrator();
  const { query, change, run, stop } = useImport(id);
  const item = query.data;
  const counts = useQuery({
    queryKey: ['device-list-rows', id, 'count', item?.state],
    queryFn: ({ signal }) => call<ListRowCounts>('GET', `/device-lists/${id}/rows/count`, { signal }),
    enabled: item?.state === 'checked' || item?.state === 'done',
  });
  const used = useQuery({
    queryKey: ['device-lists', 'one', id, item?.state],
    queryFn: ({ signal }) => call<ListOf<DeviceList>>('GET', '/device-lists', { query: { limit: 500 }, signal }),
    enabled: item?.state === 'done' || query.error !== null,
  });
  const list = used.data?.items.find((each) => each.id === id);
  const [error, setError] = useState<unknown>(null);
  const [isUndoing, setUndoing] = useState(false);
  const tryTo = async (action: () => Promise<void>) => {
    setError(null);
    await action().catch(setError);
  };
  const isOpen = item !== undefined && ['uploaded', 'checked', 'failed'].includes(item.state);
  return (
    <>
      <PageHeader
        title={item?.fileName ?? list?.fileName ?? ''}
        parents={[
          { text: t('nav.labels'), to: '/diagnosis/labels' },
          { text: t('labels:newList'), to: '/diagnosis/lists/new' },
        ]}
        actions={
          (item !== undefined || list !== undefined) && (
            <ListActions
              state={item?.state ?? 'done'}
              matched={item?.added ?? 0}
              isUndone={list === undefined || list.undoneAt !== null}
              onUse={() => tryTo(() => run(null))}
              onDiscard={() => tryTo(stop)}
              onUndo={() => setUndoing(true)}
            />
          )
        }
      />
      {query.error !== null && list === undefined && (
        <LoadError error={query.error} onRetry={() => void query.refetch()} />
      )}
      {item === undefined && query.error === null && <Loading rows={12} />}
      {item === undefined && list !== undefined && <Verdict severity="info">{t('labels:fileGone')}</Verdict>}
      {item !== undefined && (
        <>
          <ListState item={item} counts={counts.data} list={list} />
          <ActionError error={error} />
          <ImportProgress item={item} />
          <p className={`second ${styles.by}`}>
            {t(`imports:kind.${item.kind}`)} · {t('imports:by', { name: item.createdBy })}{' '}
            <Moment at={item.createdAt} as="minute" />
          </p>
          <ExportedAt
            key={item.exportedAt}
            item={item}
            isFixed={!isAdministrator || !isOpen}
            onChange={(exportedAt) => void tryTo(() => change({ exportedAt }))}
          />
          {counts.data !== undefined && (
            <ListRows
              id={id}
              counts={counts.data}
              isFixed={!isAdministrator || (item.state === 'done' && list?.undoneAt !== null)}
              onDecided={() => void counts.refetch()}
            />
          )}
          <ImportReview
            item={item}
            isFixed={!isAdministrator || !isOpen || isMoving(item)}
            onChange={(next) => void tryTo(() => change(next))}
          />
        </>
      )}
      {isUndoing && list !== undefined && (
        <UndoDialog list={list} onUndone={() => void used.refetch()} onClose={() => setUndoing(false)} />
      )}
    </>
  );
}

function ListState({
  item,
  counts,
  list,
}: {
  readonly item: CsvImportDetail;
  readonly counts: ListRowCounts | undefined;
  readonly list: DeviceList | undefined;
}) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  if (item.problem !== null)
    return <Verdict severity={item.state === 'uploaded' ? 'warning' : 'error'}>{say(item.problem.text)}</Verdict>;
  if (item.state === 'stopped') return <Verdict severity="warning">{t('imports:stoppedBefore')}</Verdict>;
  if (counts === undefined) return null;
  const { matched, ambiguous } = counts;
  const sentences = (...all: readonly string[]) => all.filter((text) => text !== '').join(language === 'ja' ? '' : ' ');
  const open = ambiguous === 0 ? '' : t('labels:undecided', { count: ambiguous, n: number(ambiguous) });
  if (item.state === 'done') {
    if (list === undefined) return null;
    return list.undoneAt === null ? (
      <Verdict severity={ambiguous > 0 ? 'warning' : 'ok'}>
        {sentences(t('labels:inUseSentence', { count: matched, n: number(matched) }), open)}
      </Verdict>
    ) : (
      <Verdict severity="warning">
        {t('labels:undoneSentence', { name: list.undoneBy ?? '' })} <Moment at={list.undoneAt} />
      </Verdict>
    );
  }
  if (item.state !== 'checked') return null;
  return (
    <Verdict severity={ambiguous > 0 || matched === 0 ? 'warning' : 'info'}>
      {sentences(t('labels:checked', { count: matched, n: number(matched) }), open)}
    </Verdict>
  );
}

/** When the console wrote the list: what a newer list says counts, whichever was uploaded first. */
function ExportedAt({
  item,
  isFixed,
  onChange,
}: {
  readonly item: CsvImportDetail;
  readonly isFixed: boolean;
  readonly onChange: (exportedAt: string) => void;
}) {
  const t = useTexts();
  const [value, setValue] = useState(() => localMinute(Date.parse(item.exportedAt ?? item.createdAt)));
  const at = new Date(value);
  const isValid = !Number.isNaN(at.getTime()) && at.getTime() <= serverNow();
  const isChanged = value !== localMinute(Date.parse(item.exportedAt ?? item.createdAt));
  if (isFixed) {
    return (
      <p>
        {t('labels:column.exported')}: <Moment at={item.exportedAt} as="minute" />
      </p>
    );
  }
  return (
    <div className={styles.exported}>
      <Field label={t('labels:column.exported')} hint={t('labels:exportedHint')}>
        <Input
          type="datetime-local"
          value={value}
          max={localMinute(serverNow())}
          onChange={(_event, data) => setValue(data.value)}
        />
      </Field>
      {isChanged && (
        <Button disabled={!isValid} onClick={() => onChange(at.toISOString())}>
          {t('labels:changeExported')}
        </Button>
      )}
    </div>
  );
}

function ListActions({
  state,
  matched,
  isUndone,
  onUse,
  onDiscard,
  onUndo,
}: {
  readonly state: CsvImportDetail['state'];
  /** Rows about a PC that is known here. */
  readonly matched: number;
  readonly isUndone: boolean;
  readonly onUse: () => Promise<void>;
  readonly onDiscard: () => Promise<void>;
  readonly onUndo: () => void;
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
  if (state === 'done') {
    return (
      <>
        <Button appearance="primary" onClick={() => goTo('/diagnosis/labels')}>
          {t('labels:openLabels')}
        </Button>
        {!isUndone && <ActionButton onClick={onUndo}>{t('labels:undo')}</ActionButton>}
      </>
    );
  }
  const discard = (
    <ActionButton key="discard" disabled={isSending} onClick={() => void send(onDiscard)}>
      {t('imports:discard')}
    </ActionButton>
  );
  if (state === 'uploaded' || state === 'checking') return discard;
  if (state !== 'checked') return <Button onClick={() => goTo('/diagnosis/lists/new')}>{t('imports:another')}</Button>;
  return (
    <>
      <ActionButton
        key="use"
        appearance="primary"
        disabled={isSending}
        blockedWhy={matched === 0 ? t('labels:nothingMatched') : null}
        onClick={() => void send(onUse)}
      >
        {t('labels:use')}
      </ActionButton>
      {discard}
    </>
  );
}
