// Rows stand at fixed heights and are drawn only where they are seen, so they cannot be native options.
// biome-ignore-all lint/a11y/useSemanticElements: see above
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus; options are told by aria-activedescendant
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list has the keys
import { ErrorCircle12Filled, Info12Regular, Warning12Filled } from '@fluentui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { formatSecond } from '../../../i18n/format.ts';
import { useLanguage, useTexts } from '../../../i18n/texts.ts';
import { useZone } from '../../../ui/person.tsx';
import { useFileName } from './file-list.tsx';
import styles from './log-view.module.css';
import { type Marks, markKey } from './marks.ts';
import type { LineSeverity, ViewerFile, ViewerLine } from './viewer-file.ts';

/** A line with the file that it stands in. */
export interface LogRow {
  readonly file: ViewerFile;
  readonly line: ViewerLine;
}

const ROW = 22;
const ICONS = { error: ErrorCircle12Filled, warning: Warning12Filled, info: Info12Regular } as const;

/** The lines of a log at any length: one tab stop; arrows, Page, Home and End move, and the chosen line is in the URL. */
export function LogView({
  rows,
  selected,
  onSelect,
  marks,
  isMerged,
  label,
  empty,
}: {
  readonly rows: readonly LogRow[];
  /** -1: none. */
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly marks: Marks;
  readonly isMerged: boolean;
  readonly label: string;
  readonly empty: string;
}) {
  const t = useTexts();
  const nameOf = useFileName();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const first = useRef(true);
  useEffect(() => {
    if (selected === -1) return;
    virtual.scrollToIndex(selected, { align: first.current ? 'center' : 'auto' });
    first.current = false;
  }, [selected, virtual]);
  const hasTimes = rows.some(({ line }) => line.time !== null || line.local !== null);
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: selected + 1,
      ArrowUp: selected - 1,
      PageDown: selected + page,
      PageUp: selected - page,
      Home: 0,
      End: rows.length - 1,
    };
    const next = to[event.key];
    if (next === undefined || rows.length === 0) return;
    event.preventDefault();
    onSelect(Math.max(0, Math.min(rows.length - 1, next)));
  };
  if (rows.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selected === -1 ? undefined : `${id}-${selected}`}
      tabIndex={0}
      className={styles.log}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const { file, line } = row;
          const isProof = marks.has(markKey(file.id, line.number));
          return (
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              role="option"
              aria-selected={item.index === selected}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              data-severity={line.severity ?? 'none'}
              data-proof={isProof}
              className={styles.row}
              style={{ top: item.start, height: ROW }}
              onClick={() => onSelect(item.index)}
            >
              <span className={styles.number}>{line.number}</span>
              {hasTimes && (
                <span className={styles.time}>
                  <LineTime line={line} />
                </span>
              )}
              {isMerged && (
                <span className={styles.file} title={file.id}>
                  {nameOf(file)}
                </span>
              )}
              <span className={styles.severity}>
                {line.severity !== null && <SeverityMark severity={line.severity} />}
              </span>
              <span className={styles.text}>{line.text}</span>
              {isProof && <span className={styles.proof}>{t('diagnosis:isProof')}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function SeverityMark({ severity }: { readonly severity: LineSeverity }) {
  const t = useTexts();
  const Icon = ICONS[severity];
  return (
    <>
      <Icon />
      <span className="visually-hidden">{t(`severity.${severity}`)}</span>
    </>
  );
}

/** In the reader's zone; the PC's clock as written where it has no zone. */
export function LineTime({ line }: { readonly line: ViewerLine }) {
  const language = useLanguage();
  const zone = useZone();
  if (line.time !== null) return <>{formatSecond(new Date(line.time).toISOString(), zone, language)}</>;
  return <>{line.local?.slice(0, 19).replace('T', ' ') ?? ''}</>;
}
