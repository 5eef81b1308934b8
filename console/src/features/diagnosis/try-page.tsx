import { Button, Checkbox, Field, ProgressBar, Select } from '@fluentui/react-components';
import { Print20Regular } from '@fluentui/react-icons';
import { useEffect, useRef, useState } from 'react';
import type { Place, UploadReport } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ActionError } from '../../ui/states.tsx';
import { like, one, renderUrlSearch } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import { DiagnosisView } from './diagnosis-view.tsx';
import { DropFiles } from './drop-files.tsx';
import { LocalViewer, localPlaceHref } from './local-viewer.tsx';
import { PlaceHref } from './places.tsx';
import { BYTES_MOST, FILES_MOST, type HandedFile } from './read-dropped.ts';
import { SeenSection } from './seen-section.tsx';
import styles from './try-page.module.css';
import { uploadFiles } from './upload-files.ts';
import { VIEWER_RULES } from './viewer/viewer.tsx';

const TARGETS = ['intune', 'baton'] as const;
const RULES = {
  ...VIEWER_RULES,
  target: one(TARGETS),
  pilot: one(['true']),
  pc: like(/^\d{1,3}$/),
  in: like(/^.{1,512}$/),
  answer: like(/^[a-z0-9-]{1,64}$/),
};

interface Result {
  readonly files: readonly HandedFile[];
  readonly report: UploadReport;
}

type Progress = { readonly sent: number; readonly total: number } | null;

/** Files, folders and archives dropped here are diagnosed in place; nothing of them is kept. */
export function TryPage() {
  const t = useTexts();
  const language = useLanguage();
  const filters = useFilters(RULES);
  const [result, setResult] = useState<Result | null>(null);
  const [progress, setProgress] = useState<Progress>(null);
  const [error, setError] = useState<unknown>(null);
  const [tooMuch, setTooMuch] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const target = filters.first('target');
  const pilot = filters.first('pilot');
  const mb = (bytes: number) => formatNumber(Math.ceil(bytes / 2 ** 20), language);

  const diagnose = async (files: readonly HandedFile[], asked: { target: string | null; pilot: string | null }) => {
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    setError(null);
    setTooMuch(null);
    if (files.length === 0) return;
    if (files.length > FILES_MOST) return setTooMuch(t('diagnosis:try.tooMany', { most: FILES_MOST }));
    if (bytes > BYTES_MOST) return setTooMuch(t('diagnosis:try.tooLarge', { size: mb(bytes), most: mb(BYTES_MOST) }));
    stop.current?.abort();
    const controller = new AbortController();
    stop.current = controller;
    setProgress({ sent: 0, total: bytes });
    try {
      const onSent = (sent: number, total: number) => setProgress({ sent, total });
      const report = await uploadFiles<UploadReport>('/diagnosis/uploads', files, asked, {
        onSent,
        signal: controller.signal,
      });
      setResult({ files, report });
      filters.setAll({ pc: [], in: [], file: [], line: [], find: [], at: [] });
    } catch (failure) {
      if (!(failure instanceof DOMException)) setError(failure);
    } finally {
      if (stop.current === controller) setProgress(null);
    }
  };
  const change = (key: 'target' | 'pilot', value: string) => {
    filters.setAll({ [key]: value === '' ? [] : [value] });
    const asked = { target, pilot, [key]: value === '' ? null : value };
    if (result !== null) void diagnose(result.files, asked);
  };
  return (
    <>
      <PageHeader
        title={t('nav.diagnoseFiles')}
        parents={[{ text: t('nav.causes'), to: '/diagnosis' }]}
        actions={
          result !== null && (
            <Button icon={<Print20Regular />} onClick={() => print()}>
              {t('print')}
            </Button>
          )
        }
      />
      <div className={styles.top}>
        <DropFiles
          isBusy={progress !== null}
          isSmall={result !== null}
          onFiles={(files) => void diagnose(files, { target, pilot })}
        />
        <div className={styles.intention}>
          <Field label={t('diagnosis:try.target')} hint={t('diagnosis:try.targetWhy')}>
            <Select value={target ?? ''} onChange={(_event, data) => change('target', data.value)}>
              <option value="">{t('diagnosis:try.targets.none')}</option>
              {TARGETS.map((id) => (
                <option key={id} value={id}>
                  {t(`diagnosis:try.targets.${id}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Checkbox
            label={t('diagnosis:try.pilot')}
            checked={pilot === 'true'}
            onChange={(_event, data) => change('pilot', data.checked === true ? 'true' : '')}
          />
        </div>
      </div>
      {progress !== null && <Sending progress={progress} onStop={() => stop.current?.abort()} />}
      {tooMuch !== null && (
        <p role="alert" className={styles.refused}>
          {tooMuch}
        </p>
      )}
      <ActionError error={error} />
      {result !== null && progress === null && <Answer result={result} filters={filters} />}
    </>
  );
}

function Sending({ progress, onStop }: { readonly progress: NonNullable<Progress>; readonly onStop: () => void }) {
  const t = useTexts();
  const isSent = progress.total > 0 && progress.sent >= progress.total;
  const percent = Math.floor((progress.sent / Math.max(1, progress.total)) * 100);
  const label = isSent ? t('diagnosis:try.reading') : t('diagnosis:try.sending', { percent });
  return (
    <div className={styles.sending}>
      <Field label={label} className={styles.bar}>
        <ProgressBar
          {...(isSent ? {} : { value: progress.sent, max: Math.max(1, progress.total) })}
          aria-label={label}
        />
      </Field>
      <Button onClick={onStop}>{t('diagnosis:try.stop')}</Button>
    </div>
  );
}

function Answer({ result, filters }: { readonly result: Result; readonly filters: ReturnType<typeof useFilters> }) {
  const t = useTexts();
  const { pcs, seen, isEmpty } = result.report;
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = result.report;
  useEffect(() => {
    if (shown !== null) heading.current?.focus();
  }, [shown]);
  const index = Math.min(Number(filters.first('pc') ?? 0), Math.max(0, pcs.length - 1));
  const pc = pcs[index];
  // parts of an evidence file are no files
  const handed = seen.filter((item) => !item.file.includes('#'));
  const bad = handed.filter((item) => item.kind === 'binary' || item.kind === 'empty').length;
  const hrefOf = (place: Place) => localPlaceHref(result.files, filters, place);
  return (
    <PlaceHref value={hrefOf}>
      <h2 ref={heading} tabIndex={-1} className={styles.resultHead}>
        {pcs.length > 1
          ? t('diagnosis:try.severalPcs', { count: pcs.length })
          : (pc?.name ?? null) === null
            ? t('diagnosis:try.result')
            : t('diagnosis:try.resultOf', { name: pc?.name ?? '' })}
      </h2>
      {bad > 0 && <p className={styles.partial}>{t('diagnosis:try.partial', { count: bad, total: handed.length })}</p>}
      {pcs.length > 1 && (
        <Field label={t('diagnosis:try.choosePc')} className={styles.choose}>
          <Select
            value={String(index)}
            onChange={(_event, data) => filters.setAll({ pc: [data.value], in: [], file: [], line: [], find: [] })}
          >
            {pcs.map((item, at) => (
              // two PCs of a bundle may have no name
              // biome-ignore lint/suspicious/noArrayIndexKey: PCs do not move
              <option key={at} value={String(at)}>
                {item.name ?? t('diagnosis:try.unnamed')}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {isEmpty || pc === undefined ? (
        <>
          <p>{t('diagnosis:try.nothing')}</p>
          <SeenSection seen={seen} />
        </>
      ) : (
        <>
          <DiagnosisView
            key={index}
            diagnosis={pcs.length > 1 ? pc.diagnosis : { ...pc.diagnosis, seen }}
            openAnswer={filters.first('answer')}
            answerHref={(id) => `/diagnosis/try${renderUrlSearch({ ...filters.search, answer: [id] })}`}
          />
          <LocalViewer files={result.files} filters={filters} diagnosis={pc.diagnosis} />
        </>
      )}
    </PlaceHref>
  );
}
