import { Input } from '@fluentui/react-components';
import { Search16Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import type { SearchResult } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useGoTo } from '../../ui/app-link.tsx';
import styles from './search.module.css';

const WAIT_MS = 200;

/** The one search of the console (Ctrl+K): PCs, users, packages, attempts. Enter opens the first or the chosen result. */
export function Search() {
  const t = useTexts();
  const goTo = useGoTo();
  const id = useId();
  const box = useRef<HTMLElement>(null);
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      const field = box.current?.querySelector('input');
      field?.focus();
      field?.select();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const find = (q: string, signal?: AbortSignal) =>
    call<SearchResult>('GET', '/search', { query: { q }, ...(signal === undefined ? {} : { signal }) });
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => find(asked, signal),
    enabled: asked !== '',
    staleTime: 0,
  });
  const items = asked === '' ? [] : (found.data?.items ?? []);
  const isShown = isOpen && asked !== '' && found.data !== undefined;
  const open = (link: string) => {
    setOpen(false);
    setText('');
    setAsked('');
    box.current?.querySelector('input')?.blur();
    goTo(link);
  };
  // Enter is faster than the pause after the last letter
  const openFirst = async (q: string) => {
    const wanted = q === asked && found.data !== undefined ? items[chosen] : (await find(q)).items[0];
    if (wanted !== undefined) return open(wanted.link);
    // a name that never enrolled has an answer too
    open(`/devices?q=${encodeURIComponent(q)}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') setOpen(false);
    if (event.key === 'Enter' && text.trim() !== '') void openFirst(text.trim()).catch(() => setOpen(true));
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || items.length === 0) return;
    event.preventDefault();
    setChosen((chosen + step + items.length) % items.length);
  };
  return (
    <search ref={box} className={styles.search}>
      <Input
        className={styles.field}
        contentBefore={<Search16Regular />}
        contentAfter={<kbd className={styles.key}>Ctrl+K</kbd>}
        placeholder={t('search')}
        aria-label={t('search')}
        role="combobox"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-activedescendant={isShown && items.length > 0 ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        maxLength={128}
        value={text}
        onChange={(_event, data) => {
          setText(data.value);
          setChosen(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.results} hidden={!isShown}>
        <div id={`${id}-list`} role="listbox" aria-label={t('searchResults')}>
          {items.map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and has the keys
            <div
              key={`${item.kind} ${item.id}`}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={styles.item}
              // the field would lose the focus, and the list with it, before the click
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => open(item.link)}
            >
              <span className={styles.kind}>{t(`kind.${item.kind}`)}</span>
              <span className={styles.title}>{item.title}</span>
              <span className={styles.detail}>{item.detail}</span>
            </div>
          ))}
        </div>
        {items.length === 0 && <p className={styles.none}>{t('searchNone', { text: asked })}</p>}
      </div>
    </search>
  );
}
