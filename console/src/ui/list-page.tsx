import { Button, Input } from '@fluentui/react-components';
import { ArrowClockwise16Regular, Dismiss12Regular, Search16Regular } from '@fluentui/react-icons';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useTexts } from '../i18n/texts.ts';
import styles from './list-page.module.css';
import { Empty, LoadError, Loading } from './states.tsx';
import type { Filters } from './use-filters.ts';
import type { List } from './use-list.ts';

/** The field that searches a list: applied on Enter or half a second after the last letter, never inside an IME conversion. */
export function SearchField({ filters, label }: { readonly filters: Filters; readonly label: string }) {
  const applied = filters.first('q') ?? '';
  const [text, setText] = useState(applied);
  const last = useRef(applied);
  const isComposing = useRef(false);
  useEffect(() => {
    // back and chips change the URL under the field
    if (applied !== last.current) setText(applied);
    last.current = applied;
  }, [applied]);
  const apply = (value: string) => {
    const trimmed = value.trim().slice(0, 128);
    if (trimmed === applied) return;
    last.current = trimmed;
    filters.set('q', trimmed === '' ? [] : [trimmed]);
  };
  useEffect(() => {
    if (text.trim() === applied) return;
    const timer = setTimeout(() => {
      if (!isComposing.current) apply(text);
    }, 500);
    return () => clearTimeout(timer);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) apply(text);
  };
  return (
    <span data-keeps-focus className={styles.searchPlace}>
      <Input
        type="search"
        size="medium"
        className={styles.search}
        contentBefore={<Search16Regular />}
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={128}
        onChange={(_event, data) => setText(data.value)}
        onKeyDown={onKeyDown}
        onCompositionStart={() => {
          isComposing.current = true;
        }}
        onCompositionEnd={() => {
          isComposing.current = false;
        }}
      />
    </span>
  );
}

/** What is filtered, in words: each chip takes one value away; what the page does not know stays as a grey chip. */
export function FilterChips({
  filters,
  nameOf,
}: {
  readonly filters: Filters;
  /** The words of a filter's value: 「状態: 照合待ち」. Null: a key that is no filter. */
  readonly nameOf: (key: string, value: string) => string | null;
}) {
  const t = useTexts();
  const chips = Object.entries(filters.known).flatMap(([key, values]) =>
    values.flatMap((value) => {
      const name = nameOf(key, value);
      return name === null ? [] : [{ key, value, name, isKnown: true }];
    }),
  );
  const unknown = filters.unknown.map(([key, value]) => ({
    key,
    value,
    name: t('unknownFilter', { filter: `${key}=${value}` }),
    isKnown: false,
  }));
  const all = [...chips, ...unknown];
  if (all.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t('filters')}>
      {all.map((chip) => (
        <li key={`${chip.key}=${chip.value}`} className={`${styles.chip} ${chip.isKnown ? '' : styles.unknown}`}>
          <span>{chip.name}</span>
          <Button
            size="small"
            appearance="transparent"
            className={styles.remove}
            icon={<Dismiss12Regular />}
            aria-label={t('removeFilter', { filter: chip.name })}
            onClick={() => filters.remove(chip.key, chip.value)}
          />
        </li>
      ))}
      <li>
        <Button size="small" appearance="transparent" onClick={filters.clear}>
          {t('clearAll')}
        </Button>
      </li>
    </ul>
  );
}

/** The list template: filter row, chips, count, the line of new arrivals, table, side panel. */
export function ListPage<Row>({
  header,
  filterRow,
  chips,
  countText,
  selectionBar,
  list,
  empty,
  isFiltered,
  onClear,
  children,
  panel,
}: {
  /** Draws the page header around the filter row. */
  readonly header: (filterRow: ReactNode) => ReactNode;
  readonly filterRow: ReactNode;
  readonly chips?: ReactNode;
  /** The count in words: 「23 台」. */
  readonly countText: (total: number, text: string) => string;
  readonly selectionBar?: ReactNode;
  readonly list: List<Row>;
  /** What stands in place of the table when there is nothing at all, or an answer to a search without result. */
  readonly empty: ReactNode;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
  readonly panel?: ReactNode;
}) {
  const t = useTexts();
  const language = useLanguage();
  const isEmpty = !list.isLoading && list.error === null && list.reachable === 0;
  const count = list.total === null ? '' : countText(list.total, formatNumber(list.total, language));
  const changes = [
    ...(list.arrivals > 0 ? [t('arrivals', { count: list.arrivals })] : []),
    ...(list.departures > 0 ? [t('departures', { count: list.departures })] : []),
  ].join(' · ');
  return (
    <div className={styles.page}>
      {header(<search className={styles.filters}>{filterRow}</search>)}
      {chips}
      <div className={styles.line}>
        <span role="status" className={styles.count}>
          {count}
        </span>
        {selectionBar}
        <span className={styles.arrivals}>
          {(changes !== '' || list.stale > 0) && (
            <>
              {changes === '' ? t('stale', { count: list.stale }) : changes}
              <Button size="small" icon={<ArrowClockwise16Regular />} onClick={list.refresh}>
                {t('show')}
              </Button>
            </>
          )}
        </span>
      </div>
      <div className={styles.content}>
        <div className={styles.table}>
          {list.error !== null && <LoadError error={list.error} onRetry={list.refresh} />}
          {list.isLoading && <Loading rows={12} />}
          {isEmpty && isFiltered && (
            <Empty action={<Button onClick={onClear}>{t('clearFilters')}</Button>}>{empty}</Empty>
          )}
          {isEmpty && !isFiltered && <Empty>{empty}</Empty>}
          {!isEmpty && !list.isLoading && list.error === null && children}
        </div>
        {panel}
      </div>
    </div>
  );
}
