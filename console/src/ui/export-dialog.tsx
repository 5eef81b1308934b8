import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, saveFile } from '../api/client.ts';
import type { ExportPreview } from '../api/types.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useTexts } from '../i18n/texts.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { UrlSearch } from './url-search.ts';

/** Asks for the encoding of a CSV, then saves what the list shows: same filter, same order, same columns. */
export function ExportDialog({
  path,
  query,
  columns,
  title,
  onClose,
}: {
  readonly path: string;
  readonly query: UrlSearch;
  /** Ids of the columns that are shown. */
  readonly columns: readonly string[];
  readonly title: string;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const [encoding, setEncoding] = useState('utf-8');
  const asked = { ...query, cols: columns, language };
  const preview = useQuery({
    queryKey: ['export', path, asked],
    queryFn: ({ signal }) => call<ExportPreview>('GET', `${path}/preview`, { query: asked, signal }),
  });
  const number = (value: number) => formatNumber(value, language);
  const { data } = preview;
  return (
    <ConfirmDialog
      title={title}
      action={t('exportAction')}
      onConfirm={() => saveFile('GET', path, { query: { ...asked, encoding } })}
      onClose={onClose}
    >
      <p>{data === undefined ? t('exportCounting') : t('exportRows', { count: data.rows, n: number(data.rows) })}</p>
      <Field label={t('encoding')}>
        <RadioGroup value={encoding} onChange={(_event, choice) => setEncoding(choice.value)}>
          <Radio value="utf-8" label="UTF-8 (BOM)" />
          <Radio value="shift_jis" label="Shift_JIS" />
        </RadioGroup>
      </Field>
      {data !== undefined && data.lacking > 0 && (
        <p className="second">{t('exportLacking', { count: data.lacking, n: number(data.lacking) })}</p>
      )}
    </ConfirmDialog>
  );
}
