import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { CsvImportDetail } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ErrorsDialog } from './errors-dialog.tsx';
import styles from './import-review.module.css';

/** The rows that stay out, each with its line and reason; all of them come as CSV. */
export function BadRows({ item }: { readonly item: CsvImportDetail }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const [isSaving, setSaving] = useState(false);
  const number = (value: number) => formatNumber(value, language);
  if (item.errors.length === 0) return null;
  return (
    <section aria-labelledby="import-errors">
      <div className={styles.titleLine}>
        <h2 id="import-errors">{t('imports:errors', { count: item.failed, n: number(item.failed) })}</h2>
        <Button size="small" icon={<ArrowDownload20Regular />} onClick={() => setSaving(true)}>
          {t('imports:errorsCsv')}
        </Button>
      </div>
      <div className={styles.errors}>
        <PlainTable
          label={t('imports:errorRows')}
          heads={[t('imports:line'), t('imports:reason')]}
          rows={item.errors.map((error) => ({
            key: String(error.row),
            cells: [
              <span key="line" className="keep">
                {number(error.row)}
              </span>,
              say(error.message),
            ],
          }))}
        />
      </div>
      {item.failed > item.errors.length && (
        <p className="second">
          {t('imports:moreErrors', { count: item.errors.length, n: number(item.errors.length) })}
        </p>
      )}
      {isSaving && <ErrorsDialog item={item} onClose={() => setSaving(false)} />}
    </section>
  );
}
