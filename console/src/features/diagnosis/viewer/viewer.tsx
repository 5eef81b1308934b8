import { Button, Input, Switch } from '@fluentui/react-components';
import { ArrowDown16Regular, Search16Regular } from '@fluentui/react-icons';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { formatNumber } from '../../../i18n/format.ts';
import { useLanguage, useTexts } from '../../../i18n/texts.ts';
import { FilterMenu } from '../../../ui/filter-menu.tsx';
import { like, many, one } from '../../../ui/url-search.ts';
import type { Filters } from '../../../ui/use-filters.ts';
import { foldText } from '../fold-text.ts';
import { FileList } from './file-list.tsx';
import { LineDetail } from './line-detail.tsx';
import { type LogRow, LogView } from './log-view.tsx';
import { type Marks, markKey } from './marks.ts';
import styles from './viewer.module.css';
import type { ViewerFile } from './viewer-file.ts';

const LEVELS = ['error', 'warning', 'info'] as const;

/** What the viewer understands in a URL: the file and line, what is looked for, and the files in one time line. */
export const VIEWER_RULES = {
  file: like(/^.{1,400}$/),
  line: like(/^\d{1,7}$/),
  find: like(/^.{1,200}$/s),
  at: like(/^[\dT:.Z-]{1,40}$/),
  text: like(/^.{1,128}$/),
  level: many(LEVELS),
  view: one(['time']),
};

/** Files and their lines: severity in colour and icon, search, next error, and all files in the order of time. */
export function Viewer({
  files,
  marks,
  filters,
}: {
  readonly files: readonly ViewerFile[];
  readonly marks: Marks;
  readonly filters: Filters;
}) {
  const t = useTexts();
  const language = useLanguage();
  const isMerged = filters.first('view') === 'time';
  const fileId = filters.first('file');
  const file = files.find((item) => item.id === fileId) ?? files.find((item) => item.lines.length > 0) ?? files[0];
  const words = filters.first('text') ?? '';
  const levels = filters.values('level').join();
  const rows = useMemo(
    () => rowsOf(isMerged ? files : file === undefined ? [] : [file], isMerged, words, levels),
    [files, file, isMerged, words, levels],
  );
  const line = Number(filters.first('line') ?? Number.NaN);
  const selected = rows.findIndex((row) => row.line.number === line && row.file.id === file?.id);
  const select = (index: number) => {
    const row = rows[index];
    if (row !== undefined) filters.setAll({ file: [row.file.id], line: [String(row.line.number)], find: [], at: [] });
  };
  const nextError = () => {
    const after = rows.findIndex((row, index) => index > selected && row.line.severity === 'error');
    const first = rows.findIndex((row) => row.line.severity === 'error');
    if (first !== -1) select(after === -1 ? first : after);
  };
  const hasErrors = rows.some((row) => row.line.severity === 'error');
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || event.key !== 'ArrowDown') return;
    event.preventDefault();
    nextError();
  };
  const row = rows[selected];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key is a second way; the button inside is the first
    <div className={styles.viewer} onKeyDown={onKeyDown}>
      <FileList files={files} marks={marks} openId={isMerged ? null : (file?.id ?? null)} filters={filters} />
      <div className={styles.main}>
        <search className={styles.tools}>
          <TextFilter
            key={words}
            value={words}
            onChange={(value) => filters.set('text', value === '' ? [] : [value])}
          />
          <FilterMenu
            filters={filters}
            name="level"
            text={t('diagnosis:severity')}
            choices={LEVELS.map((id) => ({ id, text: t(`severity.${id}`) }))}
          />
          <Button icon={<ArrowDown16Regular />} disabledFocusable={!hasErrors} onClick={nextError} title="Alt+↓">
            {t('diagnosis:nextError')}
          </Button>
          <Switch
            label={t('diagnosis:mergeByTime')}
            checked={isMerged}
            onChange={(_event, data) => filters.set('view', data.checked ? ['time'] : [])}
          />
          <span role="status" className={styles.count}>
            {t('diagnosis:lines', { count: rows.length, n: formatNumber(rows.length, language) })}
          </span>
        </search>
        {!isMerged && file !== undefined && file.notRead !== null && (
          <p className={styles.note}>{t('diagnosis:notReadOnPc', { why: file.notRead })}</p>
        )}
        {!isMerged && file !== undefined && file.offset > 0 && (
          <p className="second">{t('diagnosis:onlyTheEnd', { n: formatNumber(file.offset, language) })}</p>
        )}
        <LogView
          rows={rows}
          selected={selected}
          onSelect={select}
          marks={marks}
          isMerged={isMerged}
          label={isMerged ? t('diagnosis:timeLine') : (file?.id ?? '')}
          empty={words !== '' || levels !== '' ? t('diagnosis:noLineMatches') : t('diagnosis:noLines')}
        />
        {row !== undefined && (
          <LineDetail row={row} findings={marks.get(markKey(row.file.id, row.line.number)) ?? []} />
        )}
      </div>
    </div>
  );
}

/** Lines that are shown: those of one file, or of all files that give times, the oldest first. */
function rowsOf(files: readonly ViewerFile[], isMerged: boolean, words: string, levels: string): readonly LogRow[] {
  const wanted = foldText(words).trim();
  const shown = levels === '' ? [] : levels.split(',');
  const rows: LogRow[] = [];
  for (const file of files) {
    for (const line of file.lines) {
      if (isMerged && line.time === null) continue;
      if (shown.length > 0 && (line.severity === null || !shown.includes(line.severity))) continue;
      if (wanted !== '' && !foldText(line.raw).includes(wanted) && !foldText(line.text).includes(wanted)) continue;
      rows.push({ file, line });
    }
  }
  return isMerged ? rows.sort((a, b) => (a.line.time ?? 0) - (b.line.time ?? 0)) : rows;
}

const WAIT_MS = 300;

function TextFilter({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const t = useTexts();
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onChange(text.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  });
  return (
    <Input
      type="search"
      className={styles.search}
      contentBefore={<Search16Regular />}
      aria-label={t('diagnosis:searchLines')}
      placeholder={t('diagnosis:searchLines')}
      value={text}
      maxLength={128}
      onChange={(_event, data) => setText(data.value)}
    />
  );
}
