import { createContext, useContext } from 'react';
import type { Place } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import styles from './places.module.css';

/** Answers the address at which a place of evidence can be read; null where it cannot. */
export const PlaceHref = createContext<(place: Place) => string | null>(() => null);

const FIRST = 2;

/** The places that prove something: file, line, time and text, each a link into the evidence. */
export function Places({ places }: { readonly places: readonly Place[] }) {
  const t = useTexts();
  if (places.length === 0) return <span>{t('none')}</span>;
  const rest = places.slice(FIRST);
  return (
    <>
      <PlaceList places={places.slice(0, FIRST)} />
      {rest.length > 0 && (
        <details className={styles.more}>
          <summary>{t('diagnosis:morePlaces', { count: rest.length })}</summary>
          <PlaceList places={rest} />
        </details>
      )}
    </>
  );
}

function PlaceList({ places }: { readonly places: readonly Place[] }) {
  return (
    <ul className={styles.places}>
      {places.map((place, index) => (
        // two places may say the same
        // biome-ignore lint/suspicious/noArrayIndexKey: places do not move
        <li key={index} className={styles.place}>
          <code className={styles.text}>{place.text}</code>
          <span className={styles.where}>
            <PlaceName place={place} />
            <PlaceTime place={place} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function PlaceName({ place }: { readonly place: Place }) {
  const t = useTexts();
  const hrefOf = useContext(PlaceHref);
  const fileWord = useFileWord();
  const href = hrefOf(place);
  const file = fileWord(place.file);
  const text = place.line === null ? file : t('diagnosis:fileLine', { file, line: place.line });
  return href === null ? (
    <span title={place.file}>{text}</span>
  ) : (
    <AppLink href={href} title={place.file}>
      {text}
    </AppLink>
  );
}

/** The PC's own clock is shown as written where it has no zone. */
function PlaceTime({ place }: { readonly place: Place }) {
  const t = useTexts();
  if (place.time !== null) return <Moment at={place.time} as="second" />;
  if (place.local === undefined) return null;
  return <span className="keep">{t('diagnosis:pcClockNoZone', { time: place.local.replace('T', ' ') })}</span>;
}

/** What people know a file by: the last part of its path; output of dsregcmd by whose session it was. */
export function useFileWord(): (file: string) => string {
  const t = useTexts();
  return (file) => {
    const name = file.slice(file.indexOf('#') + 1);
    if (name === 'joinState.system') return t('diagnosis:dsregcmdOf.system');
    if (name === 'joinState.user') return t('diagnosis:dsregcmdOf.user');
    return name.split(/[\\/]/).at(-1) || name;
  };
}
