import { Button, Checkbox, Field, Input } from '@fluentui/react-components';
import { Dismiss12Regular, Search16Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import type { ListOf } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { LoadError, Loading } from '../../ui/states.tsx';
import styles from './picker.module.css';

const SHOWN = 20;
const WAIT_MS = 250;

/** Finds things of the directory by name and keeps the chosen ones as chips. */
export function Picker<Item extends { readonly id: string }>({
  id,
  path,
  label,
  chosen,
  onChange,
  textOf,
}: {
  readonly id: string;
  readonly path: string;
  readonly label: string;
  readonly chosen: readonly Item[];
  readonly onChange: (chosen: readonly Item[]) => void;
  readonly textOf: (item: Item) => { readonly title: string; readonly detail: string };
}) {
  const t = useTexts();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ['picker', path, asked],
    queryFn: ({ signal }) =>
      call<ListOf<Item>>('GET', path, { query: { limit: SHOWN, ...(asked === '' ? {} : { q: asked }) }, signal }),
  });
  const isChosen = (item: Item) => chosen.some((one) => one.id === item.id);
  const toggle = (item: Item) =>
    onChange(isChosen(item) ? chosen.filter((one) => one.id !== item.id) : [...chosen, item]);
  return (
    <div className={styles.picker}>
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label={t('new-package:chosen')}>
          {chosen.map((item) => (
            <li key={item.id} className={styles.chip}>
              {textOf(item).title}
              <Button
                size="small"
                appearance="transparent"
                icon={<Dismiss12Regular />}
                aria-label={t('new-package:remove', { name: textOf(item).title })}
                onClick={() => toggle(item)}
              />
            </li>
          ))}
        </ul>
      )}
      <Field label={label}>
        <Input
          id={id}
          type="search"
          contentBefore={<Search16Regular />}
          maxLength={128}
          value={text}
          onChange={(_event, data) => setText(data.value)}
        />
      </Field>
      {found.error !== null && <LoadError error={found.error} onRetry={() => void found.refetch()} />}
      {found.data === undefined && found.error === null && <Loading rows={4} rowHeight={32} />}
      {found.data !== undefined && (
        <ul className={styles.found} aria-label={label}>
          {found.data.items.length === 0 && <li>{t('new-package:nothingFound')}</li>}
          {found.data.items.map((item) => (
            <li key={item.id} className={styles.item}>
              <Checkbox checked={isChosen(item)} onChange={() => toggle(item)} label={textOf(item).title} />
              <span className="second">{textOf(item).detail}</span>
            </li>
          ))}
          {found.data.items.length === SHOWN && <li className="second">{t('new-package:moreByName')}</li>}
        </ul>
      )}
    </div>
  );
}
