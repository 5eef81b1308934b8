import { Field, ProgressBar } from '@fluentui/react-components';
import { useRef } from 'react';
import { serverNow } from '../../api/client.ts';
import type { CsvImport } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import styles from './import-page.module.css';
import { isMoving } from './use-import.ts';

/** How far the server is, and about how long it still takes; the pace is the one since this page began to look. */
export function ImportProgress({ item }: { readonly item: CsvImport }) {
  const t = useTexts();
  const language = useLanguage();
  const begin = useRef<{ readonly state: string; readonly at: number; readonly rows: number } | null>(null);
  if (!isMoving(item)) return null;
  const now = serverNow();
  if (begin.current === null || begin.current.state !== item.state || begin.current.rows > item.doneRows)
    begin.current = { state: item.state, at: now, rows: item.doneRows };
  const rows = item.doneRows - begin.current.rows;
  const left = rows <= 0 ? null : ((now - begin.current.at) / rows) * Math.max(0, item.totalRows - item.doneRows);
  const number = (value: number) => formatNumber(value, language);
  const progress = { done: number(item.doneRows), total: number(item.totalRows) };
  const label = item.state === 'importing' ? t('imports:importing', progress) : t('imports:checking', progress);
  return (
    <Field
      className={styles.progress}
      label={label}
      validationState="none"
      validationMessage={
        left === null
          ? t('imports:goesOn')
          : [remaining(left, t), t('imports:goesOn')].join(language === 'ja' ? '' : ' ')
      }
    >
      <ProgressBar value={item.doneRows} max={Math.max(1, item.totalRows)} aria-label={label} />
    </Field>
  );
}

function remaining(milliseconds: number, t: ReturnType<typeof useTexts>): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  return seconds < 60
    ? t('imports:secondsLeft', { count: seconds })
    : t('imports:minutesLeft', { count: Math.ceil(seconds / 60) });
}
