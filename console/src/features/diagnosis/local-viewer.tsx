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
import { readZipMember } from './viewer/read-zip.ts';
import { Viewer } from './viewer/viewer.tsx';

/** The file of this computer that a place is in: dropped by itself, or a member of an archive that was dropped. */
interface LocalPlace {
  readonly handed: HandedFile;
  /** What is shown: the file's name, and inside of an archive the member's behind it. */
  readonly name: string;
  /** The member's own name; null where the file is none of an archive. */
  readonly member: string | null;
}

function localPlace(files: readonly HandedFile[], name: string): LocalPlace | null {
  const whole = files.find((file) => file.name === name);
  if (whole !== undefined) return { handed: whole, name, member: null };
  const archive = files.find((file) => name.startsWith(`${file.name}/`));
  return archive === undefined ? null : { handed: archive, name, member: name.slice(archive.name.length + 1) };
}

/** The address of this page with the line that a place means; the files are those that were dropped. */
export function localPlaceHref(files: readonly HandedFile[], filters: Filters, place: Place): string | null {
  const cut = place.file.indexOf('#');
  const found = localPlace(files, cut === -1 ? place.file : place.file.slice(0, cut));
  if (found === null || (found.member === null && found.handed.file.size > SHOWN_MOST)) return null;
  const query = Object.entries(placeQuery(place)).map(([key, value]): [string, string[]] => [key, [value]]);
  const kept = { ...filters.search, file: [], line: [], find: [], at: [], view: [], answer: [] };
  return `/diagnosis/try${renderUrlSearch({ ...kept, in: [found.name], ...Object.fromEntries(query) })}`;
}

/** The bytes of a place's file; null where the archive's member cannot be shown. */
async function readLocal({ handed, member }: LocalPlace): Promise<ArrayBuffer | null> {
  return member === null ? handed.file.arrayBuffer() : readZipMember(handed.file, member, SHOWN_MOST);
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
  const found = name === null ? null : localPlace(files, name);
  const content = useQuery({
    queryKey: ['local-file', name, found?.handed.file.lastModified, found?.handed.file.size],
    queryFn: async () => {
      const bytes = found === null ? null : await readLocal(found);
      return bytes === null ? [] : readLocalFile(name ?? '', bytes);
    },
    enabled: found !== null,
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
  if (found === null || shown === null) return null;
  return (
    <section ref={section} aria-labelledby="local-file" className={styles.viewer}>
      <h2 id="local-file">{t('diagnosis:try.viewer', { name: found.name })}</h2>
      {shown.length === 0 ? (
        <p>{t('diagnosis:try.memberNotShown')}</p>
      ) : (
        <Viewer files={shown} marks={marks} filters={filters} />
      )}
    </section>
  );
}
