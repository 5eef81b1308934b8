import { useEffect, useRef, useState } from 'react';
import type { CsvImport } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { DropFile } from './drop-file.tsx';
import { ImportReview } from './import-review.tsx';
import { uploadCsv, useImport } from './use-import.ts';

/** A list of PCs inside of another form: uploaded and checked here, used when that form is sent. */
export function ImportPcs({ onReady }: { readonly onReady: (checked: CsvImport | null) => void }) {
  const t = useTexts();
  const [id, setId] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const upload = async (file: File) => {
    setBusy(true);
    setError(null);
    onReady(null);
    try {
      setId((await uploadCsv('pcs', file)).id);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <DropFile
        accept=".csv,text/csv"
        text={t('imports:dropPcs')}
        isBusy={isBusy}
        onFile={(file) => void upload(file)}
      />
      <ActionError error={error} />
      {id !== null && <Checked key={id} id={id} onReady={onReady} />}
    </>
  );
}

function Checked({ id, onReady }: { readonly id: string; readonly onReady: (checked: CsvImport | null) => void }) {
  const t = useTexts();
  const { query, change } = useImport(id);
  const [error, setError] = useState<unknown>(null);
  const tell = useRef(onReady);
  tell.current = onReady;
  const item = query.data;
  const isReady = item?.state === 'checked' && item.problem === null;
  const version = isReady ? `${item.encoding} ${JSON.stringify(item.mapping)}` : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each check that ended
  useEffect(() => {
    tell.current(version === null || item === undefined ? null : item);
  }, [version]);
  if (query.error !== null) return <LoadError error={query.error} onRetry={() => void query.refetch()} />;
  if (item === undefined) return <Loading rows={6} />;
  return (
    <>
      <p>
        {item.fileName} · {t('imports:rows', { count: item.totalRows })}
      </p>
      <ActionError error={error} />
      <ImportReview item={item} isFixed={false} onChange={(next) => void change(next).catch(setError)} />
    </>
  );
}
