import { Checkbox, Select } from '@fluentui/react-components';
import type { CsvImport, CsvImportChange, CsvImportDetail } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import { BadRows } from './bad-rows.tsx';
import styles from './import-review.module.css';
import { MappingTable } from './mapping-table.tsx';
import { isMoving } from './use-import.ts';

/** What a CSV would do, or did: counts, columns and encoding (changeable until it is run), bad rows, and the first rows. */
export function ImportReview({
  item,
  isFixed,
  onChange,
}: {
  readonly item: CsvImportDetail;
  /** Nothing can be changed any more. */
  readonly isFixed: boolean;
  readonly onChange: (change: CsvImportChange) => void;
}) {
  const t = useTexts();
  const hasGroups = item.columns.some((column) => column.field === 'groups');
  return (
    <div className={styles.review}>
      {item.state !== 'uploaded' && item.problem === null && (item.kind === 'users' || item.kind === 'pcs') && (
        <Counts item={item} />
      )}
      <div className={styles.part}>
        <h2>{t('imports:mapping')}</h2>
        <div className={styles.file}>
          <span className={styles.encoding}>
            {t('encoding')}
            {isFixed ? (
              `: ${ENCODINGS[item.encoding]}`
            ) : (
              <Select
                aria-label={t('encoding')}
                value={item.encoding}
                onChange={(_event, data) => onChange({ encoding: data.value as CsvImport['encoding'] })}
              >
                {(isUtf16(item) ? [item.encoding] : (['utf-8', 'shift_jis'] as const)).map((encoding) => (
                  <option key={encoding} value={encoding}>
                    {ENCODINGS[encoding]}
                  </option>
                ))}
              </Select>
            )}
          </span>
          {item.format === 'csv' && (
            <span>
              {t('imports:delimiter')}: {t(`imports:delimiterName.${DELIMITERS[item.delimiter]}`)}
            </span>
          )}
        </div>
        <MappingTable item={item} isFixed={isFixed} onChange={(fields) => onChange({ fields: [...fields] })} />
        {hasGroups && (
          <Checkbox
            checked={item.makeGroups}
            disabled={isFixed}
            label={t('imports:makeGroups')}
            onChange={(_event, data) => onChange({ makeGroups: data.checked === true })}
          />
        )}
        {!isFixed && item.kind === 'users' && <p className={`second ${styles.hint}`}>{t('imports:emptyCells')}</p>}
      </div>
      {!isMoving(item) && <BadRows item={item} />}
      {item.preview.length > 0 && (
        <details>
          <summary>{t('imports:preview')}</summary>
          <PlainTable
            label={t('imports:preview')}
            heads={item.columns.map((column, at) =>
              column.head === '' ? t('imports:unnamed', { n: at + 1 }) : column.head,
            )}
            rows={item.preview.map((row, index) => ({
              key: String(index),
              cells: row.map((cell) => (cell === '' ? t('none') : cell)),
            }))}
          />
        </details>
      )}
    </div>
  );
}

const ENCODINGS = { 'utf-8': 'UTF-8', shift_jis: 'Shift_JIS', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16' } as const;

/** UTF-16 is told by its mark: such a file is nothing else. */
function isUtf16({ encoding }: CsvImport): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

function Counts({ item }: { readonly item: CsvImportDetail }) {
  const t = useTexts();
  const language = useLanguage();
  const counts =
    item.kind === 'users'
      ? (['added', 'changed', 'unchanged', 'failed'] as const).map(
          (kind) => [kind, t(`imports:count.users.${kind}`, { count: item[kind] })] as const,
        )
      : (['added', 'unchanged', 'failed'] as const).map(
          (kind) => [kind, t(`imports:count.pcs.${kind}`, { count: item[kind] })] as const,
        );
  return (
    <ul className={styles.counts}>
      {counts.map(([kind, text]) => (
        <li key={kind} className={kind === 'failed' && item.failed > 0 ? styles.failed : undefined}>
          <span className={styles.count}>{formatNumber(item[kind], language)}</span> {text}
        </li>
      ))}
    </ul>
  );
}
