import { Field, ProgressBar, Select } from '@fluentui/react-components';
import type { CsvImport, CsvImportChange } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import styles from './import-review.module.css';

const FIELDS = {
  users: ['upn', 'displayName', 'reading', 'department', 'email', 'groups', 'disabled'],
  pcs: ['name', 'domain', 'serial', 'uuid', 'configmgrId', 'epmId'],
} as const;
const ENCODINGS = [
  ['utf-8', 'UTF-8'],
  ['shift_jis', 'Shift_JIS'],
] as const;

/** What a CSV would do: encoding and columns (both changeable), the first rows, counts, and each bad row with its reason. */
export function ImportReview({
  item,
  isFixed,
  onChange,
}: {
  readonly item: CsvImport;
  /** Nothing can be changed any more. */
  readonly isFixed: boolean;
  readonly onChange: (change: CsvImportChange) => void;
}) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const isChecking = item.state === 'uploaded' || item.state === 'checking';
  const hasCounts = !isChecking && item.problem === null;
  const map = (column: string, field: string) => {
    const others = Object.entries(item.mapping).filter(([known, of]) => known !== column && of !== field);
    onChange({ mapping: Object.fromEntries(field === '' ? others : [...others, [column, field]]) });
  };
  return (
    <div className={styles.review}>
      {item.problem !== null && <Verdict severity="error">{say(item.problem)}</Verdict>}
      <div className={styles.mapping}>
        <Field label={t('encoding')}>
          <Select
            value={item.encoding}
            disabled={isFixed}
            onChange={(_event, data) => onChange({ encoding: data.value as CsvImport['encoding'] })}
          >
            {ENCODINGS.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        {item.columns.map((column) => (
          <Field key={column} label={column === '' ? t('imports:unnamed') : column}>
            <Select
              value={item.mapping[column] ?? ''}
              disabled={isFixed}
              onChange={(_event, data) => map(column, data.value)}
            >
              <option value="">{t('imports:notUsed')}</option>
              {FIELDS[item.kind].map((field) => (
                <option key={field} value={field}>
                  {t(`imports:field.${field}`)}
                </option>
              ))}
            </Select>
          </Field>
        ))}
      </div>
      {isChecking && (
        <Field label={t('imports:checking', { done: number(item.doneRows), total: number(item.totalRows) })}>
          <ProgressBar {...(item.totalRows > 0 ? { value: item.doneRows, max: item.totalRows } : {})} />
        </Field>
      )}
      {hasCounts && (
        <ul className={styles.counts}>
          {(['added', 'changed', 'unchanged', 'failed'] as const).map((kind) => (
            <li key={kind} className={kind === 'failed' && item.failed > 0 ? styles.failed : undefined}>
              <span className={styles.count}>{number(item[kind])}</span> {t(`imports:count.${kind}`)}
            </li>
          ))}
        </ul>
      )}
      {item.errors.length > 0 && (
        <section aria-labelledby="import-errors">
          <div className={styles.errorHead}>
            <h2 id="import-errors">{t('imports:errors')}</h2>
            <a href={`/api/v1/imports/${item.id}/errors`} download>
              {t('imports:errorsCsv')}
            </a>
          </div>
          <ul className={styles.errors}>
            {item.errors.map((error) => (
              <li key={`${error.row} ${error.message.en}`}>
                <span className={styles.row}>{t('imports:row', { n: number(error.row) })}</span> {say(error.message)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {item.preview.length > 0 && (
        <section aria-labelledby="import-preview">
          <h2 id="import-preview">{t('imports:preview')}</h2>
          <PlainTable
            label={t('imports:preview')}
            heads={item.columns.map((column, index) => (column === '' ? `${index + 1}` : column))}
            rows={item.preview.map((row, index) => ({
              key: String(index),
              cells: row.map((cell) => (cell === '' ? t('none') : cell)),
            }))}
          />
        </section>
      )}
    </div>
  );
}
