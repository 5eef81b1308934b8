import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Diagnosis, Place } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { renderUrlSearch } from '../../ui/url-search.ts';
import type { Filters } from '../../ui/use-filters.ts';
import { placeQuery } from './addresses.ts';
import type { HandedFile } from './read-dropped.ts';
import styles from './try-page.module.css';
import { useMarks } from './use-marks.ts';
import { findPlace } from './viewer/find-place.ts';
import { readLocalFile, SHOWN_MOST } from './viewer/read-local-file.ts';
import { Viewer } from './viewer/viewer.tsx';

/** The name of the dropped file that a place is in; null for members of archives, which only the server opened. */
function fileOf(files: readonly HandedFile[], place: Place): HandedFile | null {
  const cut = place.file.indexOf('#');
  const name = cut === -1 ? place.file : place.file.slice(0, cut);
  const found = files.find((file) => file.name === name);
  return found === undefined || found.file.size > SHOWN_MOST ? null : found;
}

/** The address of this page with the line that a place means; the files are those that were dropped. */
export function localPlaceHref(files: readonly HandedFile[], filters: Filters, place: Place): string | null {
  const found = fileOf(files, place);
  if (found === null) return null;
  const query = Object.entries(placeQuery(place)).map(([key, value]): [string, string[]] => [key, [value]]);
  const kept = { ...filters.search, file: [], line: [], find: [], at: [], view: [], answer: [] };
  return `/diagnosis/try${renderUrlSearch({ ...kept, in: [found.name], ...Object.fromEntries(query) })}`;
}

/** The dropped file in which a place was followed, shown from this computer. */
export function LocalViewer({
  files,
  filters,
  diagnosis,
}: {
  readonly files: readonly HandedFile[];
  readonly filters: Filters;
  readonly diagnosis: Diagnosis;
}) {
  const t = useTexts();
  const name = filters.first('in');
  const handed = files.find((file) => file.name === name);
  const content = useQuery({
    queryKey: ['local-file', name, handed?.file.lastModified, handed?.file.size],
    queryFn: async () => readLocalFile(name ?? '', (await handed?.file.arrayBuffer()) ?? new ArrayBuffer(0)),
    enabled: handed !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const shown = content.data ?? null;
  const marks = useMarks(shown, diagnosis);
  const section = useRef<HTMLElement>(null);
  const find = filters.first('find');
  const at = filters.first('at');
  const file = filters.first('file');
  const line = filters.first('line');
  const { setAll } = filters;
  useEffect(() => {
    if (shown === null || find === null) return;
    const place = findPlace(shown, { file: file ?? '', line: null, time: at, text: find });
    setAll({
      find: [],
      at: [],
      ...(place === null ? {} : { file: [place.file], line: place.line === null ? [] : [String(place.line)] }),
    });
  }, [shown, find, at, file, setAll]);
  const isFollowed = shown !== null && line !== null && name !== null;
  const followed = isFollowed ? name : null;
  useEffect(() => {
    if (followed !== null) section.current?.scrollIntoView({ block: 'start' });
  }, [followed]);
  if (handed === undefined || shown === null) return null;
  return (
    <section ref={section} aria-labelledby="local-file" className={styles.viewer}>
      <h2 id="local-file">{t('diagnosis:try.viewer', { name: handed.name })}</h2>
      <Viewer files={shown} marks={marks} filters={filters} />
    </section>
  );
}
