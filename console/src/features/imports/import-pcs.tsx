import { Field, Select } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import type { CsvImport, ListOf } from '../../api/types.ts';
import { formatMinute, formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { useZone } from '../../ui/person.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { DropFile } from './drop-file.tsx';
import { ImportProgress } from './import-progress.tsx';
import { ImportReview } from './import-review.tsx';
import { uploadCsv, useImport } from './use-import.ts';

/** A list of PCs inside of another form: uploaded and checked here, or chosen from those that were; used when that form is sent. */
export function ImportPcs({
  initial,
  onReady,
}: {
  /** The id of a list that is chosen already. */
  readonly initial: string | null;
  readonly onReady: (checked: CsvImport | null) => void;
}) {
  const t = useTexts();
  const [id, setId] = useState<string | null>(initial);
  const choose = (next: string | null) => {
    onReady(null);
    setId(next);
  };
  return (
    <>
      <DropFile
        text={t('imports:dropPcs')}
        isPrimary={false}
        onFile={async (file) => choose((await uploadCsv('pcs', file)).id)}
      />
      <EarlierLists id={id} onChoose={choose} />
      {id !== null && <Checked key={id} id={id} onReady={onReady} />}
    </>
  );
}

/** Lists that were uploaded before and are still kept. */
function EarlierLists({
  id,
  onChoose,
}: {
  readonly id: string | null;
  readonly onChoose: (id: string | null) => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const zone = useZone();
  const lists = useQuery({
    queryKey: ['imports', 'pcs', id],
    queryFn: ({ signal }) => call<ListOf<CsvImport>>('GET', '/imports', { query: { kind: 'pcs', limit: 50 }, signal }),
  });
  const ready = (lists.data?.items ?? []).filter((item) => item.state === 'checked' || item.id === id);
  if (ready.length === 0) return null;
  return (
    <Field label={t('imports:earlier')}>
      <Select value={id ?? ''} onChange={(_event, data) => onChoose(data.value === '' ? null : data.value)}>
        <option value="">{t('imports:earlierNone')}</option>
        {ready.map((item) => (
          <option key={item.id} value={item.id}>
            {item.fileName} ({formatMinute(item.createdAt, zone, language)})
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Checked({ id, onReady }: { readonly id: string; readonly onReady: (checked: CsvImport | null) => void }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const { query, change } = useImport(id);
  const [error, setError] = useState<unknown>(null);
  const tell = useRef(onReady);
  tell.current = onReady;
  const item = query.data;
  const version = item?.state === 'checked' ? `${item.encoding} ${JSON.stringify(item.columns)}` : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each check that ended
  useEffect(() => {
    tell.current(version === null || item === undefined ? null : item);
  }, [version]);
  if (query.error !== null) return <LoadError error={query.error} onRetry={() => void query.refetch()} />;
  if (item === undefined) return <Loading rows={6} />;
  return (
    <>
      {item.problem === null ? (
        <p>
          {item.fileName} · {t('imports:rows', { count: item.totalRows, n: formatNumber(item.totalRows, language) })}
        </p>
      ) : (
        <Verdict severity={item.state === 'uploaded' ? 'warning' : 'error'}>{say(item.problem.text)}</Verdict>
      )}
      <ImportProgress item={item} />
      <ActionError error={error} />
      <ImportReview
        item={item}
        isFixed={item.state === 'stopped'}
        onChange={(next) => {
          setError(null);
          void change(next).catch(setError);
        }}
      />
    </>
  );
}
