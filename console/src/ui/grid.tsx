// The parts of an ARIA grid that stands at fixed heights cannot be a <table>: rows are placed by their offset. The grid itself
// holds the focus and has the keys; rows and cells are told by aria-activedescendant.
// biome-ignore-all lint/a11y/useSemanticElements: see above
// biome-ignore-all lint/a11y/useFocusableInteractive: see above
// biome-ignore-all lint/a11y/useKeyWithClickEvents: see above
// biome-ignore-all lint/a11y/noStaticElementInteractions: see above
import { SkeletonItem } from '@fluentui/react-components';
import { ArrowDown12Regular, ArrowUp12Regular } from '@fluentui/react-icons';
import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTexts } from '../i18n/texts.ts';
import styles from './grid.module.css';
import type { List } from './use-list.ts';

/** One column: what it is called, what it draws, and how wide it begins. */
export interface GridColumn<Row> {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly cell: (row: Row) => ReactNode;
  /** Name of the server's sort order, where there is one. */
  readonly sort?: string;
  readonly isNumber?: boolean;
}

interface GridProps<Row> {
  /** Names the table for screen readers, and the widths that this browser remembers. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  /** Columns that give way, first to last, where the table would be wider than its place. */
  readonly dropOrder?: readonly string[];
  readonly list: List<Row>;
  readonly keyOf: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly openKey?: string | null;
  readonly sort?: string | null;
  readonly onSort?: (sort: string) => void;
  readonly selection?: ReadonlySet<string>;
  readonly onSelect?: (keys: ReadonlySet<string>) => void;
  readonly rowHeight?: number;
}

const features = tableFeatures({
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
});
const SELECT_WIDTH = 36;
const OVERSCAN = 10;

function readWidths(name: string): Record<string, number> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(`baton.widths.${name}`) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, number>) : {};
  } catch {
    return {};
  }
}

/**
 * A table of any length: one tab stop, arrows move, Space selects, Enter opens. Rows stand at fixed heights and are drawn
 * only where they are seen; a window that is still loading shows skeletons of the same height.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const { list, keyOf, selection, rowHeight = 36 } = props;
  const t = useTexts();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useFittingColumns(
    scroller,
    props.columns,
    props.dropOrder ?? NONE,
    selection === undefined ? 0 : SELECT_WIDTH,
  );
  const [sizing, setSizing] = useState(() => readWidths(props.name));
  const [active, setActive] = useState<{ row: number; column: number }>({ row: 0, column: 0 });
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, object>();
    return helper.columns(
      columns.map((column) =>
        helper.display({ id: column.id, header: column.title, size: widthOf(column), minSize: 64 }),
      ),
    );
  }, [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    state: { columnSizing: sizing },
    columnResizeMode: 'onChange',
    onColumnSizingChange: (updater) =>
      setSizing((old) => {
        const next = typeof updater === 'function' ? updater(old) : updater;
        localStorage.setItem(`baton.widths.${props.name}`, JSON.stringify(next));
        return next;
      }),
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const hasSelection = selection !== undefined && props.onSelect !== undefined;
  const template = [
    ...(hasSelection ? [`${SELECT_WIDTH}px`] : []),
    ...headers.map((header) => `minmax(${header.getSize()}px, ${header.getSize()}fr)`),
  ].join(' ');
  const minWidth = headers.reduce((sum, header) => sum + header.getSize(), hasSelection ? SELECT_WIDTH : 0);
  const count = list.reachable;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollPaddingStart: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const firstShown = items[0]?.index ?? 0;
  const lastShown = items.at(-1)?.index ?? 0;
  const { show } = list;
  useEffect(() => show(firstShown, lastShown), [show, firstShown, lastShown]);

  // row -1 is the head: Enter there sorts
  const activeRow = Math.min(active.row, count - 1);
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`;
  const move = (row: number, column: number) => {
    const next = {
      row: Math.max(-1, Math.min(count - 1, row)),
      column: Math.max(0, Math.min(headers.length - 1, column)),
    };
    setActive(next);
    if (next.row >= 0) virtual.scrollToIndex(next.row);
    return next.row;
  };
  const toggle = (row: number, isOn?: boolean) => {
    const item = list.rowAt(row);
    if (!hasSelection || item === undefined || selection === undefined) return;
    const key = keyOf(item);
    const next = new Set(selection);
    if (isOn ?? !next.has(key)) next.add(key);
    else next.delete(key);
    props.onSelect?.(next);
  };
  const sortBy = (column: GridColumn<Row> | undefined) => {
    if (column?.sort === undefined) return;
    props.onSort?.(sortOf(props.sort, column.sort) === 'ascending' ? `-${column.sort}` : column.sort);
  };
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
  const onKeyDown = (event: KeyboardEvent) => {
    const { row, column } = { row: activeRow, column: active.column };
    const isModified = event.ctrlKey || event.metaKey;
    const steps: Record<string, () => void> = {
      ArrowDown: () => {
        const to = move(row + 1, column);
        if (event.shiftKey) toggle(to, true);
      },
      ArrowUp: () => {
        const to = move(row - 1, column);
        if (event.shiftKey) toggle(to, true);
      },
      ArrowRight: () => move(row, column + 1),
      ArrowLeft: () => move(row, column - 1),
      Home: () => move(isModified ? 0 : row, 0),
      End: () => move(isModified ? count - 1 : row, headers.length - 1),
      PageDown: () => move(row + page, column),
      PageUp: () => move(row - page, column),
      ' ': () => toggle(row),
      Enter: () => {
        if (row === -1) return sortBy(byId.get(headers[column]?.column.id ?? ''));
        const item = list.rowAt(row);
        if (item !== undefined) props.onOpen?.(item);
      },
    };
    const step = event.target === scroller.current && !event.altKey ? steps[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  const isAllSelected = hasSelection && count > 0 && list.rows().every((row) => selection?.has(keyOf(row)));

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={list.total === null ? -1 : list.total + 1}
      aria-colcount={headers.length + (hasSelection ? 1 : 0)}
      aria-activedescendant={cellId(activeRow, active.column)}
      aria-multiselectable={hasSelection ? true : undefined}
      aria-busy={list.isLoading}
      tabIndex={0}
      data-scroll-restoration-id={`grid-${props.name}`}
      className={styles.grid}
      onKeyDown={onKeyDown}
    >
      <div className={styles.body} style={{ minWidth, height: (count + 1) * rowHeight }}>
        <div
          role="row"
          aria-rowindex={1}
          className={styles.head}
          style={{ gridTemplateColumns: template, height: rowHeight }}
        >
          {hasSelection && (
            <div role="columnheader" aria-colindex={1} className={styles.selectCell}>
              <input
                type="checkbox"
                aria-label={t('selectAll')}
                tabIndex={-1}
                checked={isAllSelected}
                onChange={() =>
                  props.onSelect?.(isAllSelected ? new Set() : new Set(list.rows().map((row) => keyOf(row))))
                }
              />
            </div>
          )}
          {headers.map((header, index) => {
            const column = byId.get(header.column.id);
            if (column === undefined) return null;
            const sorted = column.sort === undefined ? null : sortOf(props.sort, column.sort);
            return (
              <div
                key={column.id}
                role="columnheader"
                id={cellId(-1, index)}
                data-active={activeRow === -1 && index === active.column}
                aria-colindex={index + 1 + (hasSelection ? 1 : 0)}
                aria-sort={column.sort === undefined ? undefined : (sorted ?? 'none')}
                className={`${styles.headCell} ${index === 0 ? styles.first : ''} ${column.isNumber ? styles.number : ''}`}
              >
                {column.sort === undefined ? (
                  <span className={styles.title}>{column.title}</span>
                ) : (
                  <button type="button" className={styles.sort} tabIndex={-1} onClick={() => sortBy(column)}>
                    <span className={styles.title}>{column.title}</span>
                    {sorted === 'ascending' && <ArrowUp12Regular />}
                    {sorted === 'descending' && <ArrowDown12Regular />}
                  </button>
                )}
                <span
                  className={styles.resizer}
                  onMouseDown={header.getResizeHandler()}
                  onTouchStart={header.getResizeHandler()}
                  onDoubleClick={() => header.column.resetSize()}
                />
              </div>
            );
          })}
        </div>
        {items.map((item) => {
          const row = list.rowAt(item.index);
          const key = row === undefined ? null : keyOf(row);
          const isOpen = key !== null && key === props.openKey;
          const isGone = row !== undefined && list.isGone(row);
          const isSelected = key !== null && (selection?.has(key) ?? false);
          return (
            <div
              key={item.index}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={hasSelection ? isSelected : undefined}
              data-active={item.index === activeRow}
              data-open={isOpen || isSelected}
              className={`${styles.row} ${props.onOpen === undefined ? '' : styles.opens} ${isGone ? styles.gone : ''}`}
              style={{ gridTemplateColumns: template, height: rowHeight, top: item.start + rowHeight }}
              onClick={(event) => {
                setActive({ row: item.index, column: active.column });
                if (row !== undefined && isPlainClick(event.target)) props.onOpen?.(row);
              }}
            >
              {hasSelection && (
                <div role="gridcell" aria-colindex={1} className={styles.selectCell}>
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    aria-label={t('selectRow')}
                    checked={isSelected}
                    disabled={row === undefined}
                    onChange={() => toggle(item.index)}
                  />
                </div>
              )}
              {headers.map((header, index) => {
                const column = byId.get(header.column.id);
                if (column === undefined) return null;
                return (
                  <div
                    key={column.id}
                    role="gridcell"
                    id={cellId(item.index, index)}
                    aria-colindex={index + 1 + (hasSelection ? 1 : 0)}
                    data-active={item.index === activeRow && index === active.column}
                    className={`${styles.cell} ${index === 0 ? styles.first : ''} ${column.isNumber ? styles.number : ''}`}
                  >
                    {row === undefined ? <SkeletonItem size={12} /> : column.cell(row)}
                    {index === 0 && isGone && <span className={styles.goneText}>{t('rowGone')}</span>}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const NO_ROWS: object[] = [];
const NONE: readonly string[] = [];
const PADDING = 16;
const SORT_MARK = 18;
const ICON = 24;
const REGULAR = 6.9;
const BOLD = 8.6;

/** About how wide a text is drawn at 14 px: 14 for a full-width character, `latin` for others. */
function textWidth(text: string, latin: number): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 14 : latin), 0);
}

/** Width of a column of badges: the longest word is never cut. */
export function badgeWidth(texts: readonly string[]): number {
  return Math.ceil(Math.max(...texts.map((text) => textWidth(text, REGULAR))) + ICON + PADDING);
}

/** A column is never narrower than its own head. */
function widthOf<Row>(column: GridColumn<Row>): number {
  return Math.ceil(
    Math.max(column.width, textWidth(column.title, BOLD) + PADDING + (column.sort === undefined ? 0 : SORT_MARK)),
  );
}

/** The columns that fit into the place, those of `dropOrder` left out one by one until the rest does. */
function useFittingColumns<Row>(
  place: RefObject<HTMLDivElement | null>,
  columns: readonly GridColumn<Row>[],
  dropOrder: readonly string[],
  taken: number,
): readonly GridColumn<Row>[] {
  const [width, setWidth] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const box = place.current;
    if (box === null) return;
    setWidth(box.clientWidth);
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => observer.disconnect();
  }, [place]);
  return useMemo(() => {
    let kept = columns;
    for (const id of dropOrder) {
      if (kept.reduce((sum, column) => sum + widthOf(column), taken) <= width) break;
      kept = kept.filter((column) => column.id !== id);
    }
    return kept;
  }, [columns, dropOrder, taken, width]);
}

function sortOf(sort: string | null | undefined, name: string): 'ascending' | 'descending' | null {
  if (sort === name) return 'ascending';
  return sort === `-${name}` ? 'descending' : null;
}

function isPlainClick(target: EventTarget): boolean {
  const isOnControl = target instanceof Element && target.closest('a, button, input') !== null;
  return !isOnControl && (getSelection()?.isCollapsed ?? true);
}
