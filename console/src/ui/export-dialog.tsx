import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { saveFile } from '../api/client.ts';
import { useLanguage, useTexts } from '../i18n/texts.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { UrlSearch } from './url-search.ts';

/** Asks for the encoding of a CSV, then saves what the list shows: same filter, same order. */
export function ExportDialog({
  path,
  query,
  title,
  rows,
  onClose,
}: {
  readonly path: string;
  readonly query: UrlSearch;
  readonly title: string;
  /** How many rows, in words. */
  readonly rows: string;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const [encoding, setEncoding] = useState('utf-8');
  return (
    <ConfirmDialog
      title={title}
      action={t('exportAction')}
      onConfirm={() => saveFile('GET', path, { query: { ...query, encoding, language } })}
      onClose={onClose}
    >
      <p>{t('exportRows', { rows })}</p>
      <Field label={t('encoding')}>
        <RadioGroup value={encoding} onChange={(_event, data) => setEncoding(data.value)}>
          <Radio value="utf-8" label="UTF-8 (BOM)" />
          <Radio value="shift_jis" label="Shift_JIS" />
        </RadioGroup>
      </Field>
      <p className="second">{t('exportNote')}</p>
    </ConfirmDialog>
  );
}
