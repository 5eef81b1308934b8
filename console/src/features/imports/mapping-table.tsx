import { Select } from '@fluentui/react-components';
import type { CsvImportDetail, ImportField } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import { FIELDS, mapColumn } from './fields.ts';
import styles from './import-review.module.css';

const SAMPLES = 3;

/** What each column of the file is, with its first values: a wrong encoding and a wrong column are seen here. */
export function MappingTable({
  item,
  isFixed,
  onChange,
}: {
  readonly item: CsvImportDetail;
  readonly isFixed: boolean;
  readonly onChange: (fields: readonly (ImportField | null)[]) => void;
}) {
  const t = useTexts();
  return (
    <PlainTable
      label={t('imports:mapping')}
      heads={[t('imports:column'), t('imports:readAs'), t('imports:samples')]}
      rows={item.columns.map((column, at) => {
        const head = column.head === '' ? t('imports:unnamed', { n: at + 1 }) : column.head;
        const samples = item.preview.map((row) => row[at] ?? '').filter((cell) => cell !== '');
        return {
          key: String(at),
          cells: [
            <span key="head" className={styles.head}>
              {head}
            </span>,
            isFixed ? (
              <span key="field" className={styles.sample}>
                {column.field === null ? t('imports:notUsed') : t(`imports:field.${column.field}`)}
              </span>
            ) : (
              <Select
                key="field"
                aria-label={t('imports:readAsOf', { column: head })}
                className={styles.select}
                value={column.field ?? ''}
                onChange={(_event, data) =>
                  onChange(mapColumn(item.columns, at, data.value === '' ? null : (data.value as ImportField)))
                }
              >
                <option value="">{t('imports:notUsed')}</option>
                {FIELDS[item.kind].map((field) => (
                  <option key={field} value={field}>
                    {t(`imports:field.${field}`)}
                  </option>
                ))}
              </Select>
            ),
            <span key="samples" className={styles.sample}>
              {samples.length === 0 ? t('none') : samples.slice(0, SAMPLES).join(t('imports:between'))}
            </span>,
          ],
        };
      })}
    />
  );
}
