import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { saveFile } from '../../api/client.ts';
import type { CsvImport } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

/** Saves the bad rows in the encoding that the person's spreadsheet opens. */
export function ErrorsDialog({ item, onClose }: { readonly item: CsvImport; readonly onClose: () => void }) {
  const t = useTexts();
  const language = useLanguage();
  const [encoding, setEncoding] = useState('utf-8');
  return (
    <ConfirmDialog
      title={t('imports:errorsTitle')}
      action={t('exportAction')}
      onConfirm={() => saveFile('GET', `/imports/${item.id}/errors`, { query: { encoding, language } })}
      onClose={onClose}
    >
      <p>{t('imports:errorsWhat', { count: item.failed, n: formatNumber(item.failed, language) })}</p>
      <Field label={t('encoding')}>
        <RadioGroup value={encoding} onChange={(_event, choice) => setEncoding(choice.value)}>
          <Radio value="utf-8" label="UTF-8 (BOM)" />
          <Radio value="shift_jis" label="Shift_JIS" />
        </RadioGroup>
      </Field>
    </ConfirmDialog>
  );
}
