import { useTexts } from '../../../i18n/texts.ts';
import { AppLink } from '../../../ui/app-link.tsx';
import { renderUrlSearch, withValues } from '../../../ui/url-search.ts';
import type { Filters } from '../../../ui/use-filters.ts';
import { useFileWord } from '../places.tsx';
import styles from './file-list.module.css';
import type { Marks } from './marks.ts';
import type { FileGroup, ViewerFile } from './viewer-file.ts';

const GROUPS: readonly FileGroup[] = ['logs', 'command', 'events', 'registry', 'parts'];
const NAMED = ['registry', 'enrollments', 'parts'] as const;

/** What a file is called. */
export function useFileName(): (file: ViewerFile) => string {
  const t = useTexts();
  const fileWord = useFileWord();
  return (file) => {
    const named = NAMED.find((id) => id === file.id);
    if (named !== undefined) return t(`diagnosis:files.${named}`);
    return file.group === 'events' ? file.id.replace(/^events\/(?:Microsoft-Windows-)?/, '') : fileWord(file.id);
  };
}

/** The files of the evidence, by kind; each says how many lines are errors, warnings and proofs. */
export function FileList({
  files,
  marks,
  openId,
  filters,
}: {
  readonly files: readonly ViewerFile[];
  readonly marks: Marks;
  readonly openId: string | null;
  readonly filters: Filters;
}) {
  const t = useTexts();
  const nameOf = useFileName();
  const proofs = new Map<string, number>();
  for (const key of marks.keys()) {
    const id = key.slice(0, key.lastIndexOf(' '));
    proofs.set(id, (proofs.get(id) ?? 0) + 1);
  }
  const groups = GROUPS.map((group) => ({
    group,
    members: files.filter((file) => file.group === group && (file.lines.length > 0 || file.notRead !== null)),
  }));
  const base = { ...filters.search, line: [], find: [], at: [], view: [] };
  return (
    <nav aria-label={t('diagnosis:filesHead')} className={styles.files}>
      {groups
        .filter(({ members }) => members.length > 0)
        .map(({ group, members }) => (
          <section key={group} aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`} className={styles.group}>
              {t(`diagnosis:group.${group}`)}
            </h2>
            <ul>
              {members.map((file) => (
                <li key={file.id}>
                  <AppLink
                    href={`${location.pathname}${renderUrlSearch(withValues(base, 'file', [file.id]))}`}
                    className={styles.file}
                    title={file.id}
                    {...(file.id === openId ? { 'aria-current': 'true' as const } : {})}
                  >
                    <span className={styles.name}>{nameOf(file)}</span>
                    <FileFacts file={file} proofs={proofs.get(file.id) ?? 0} />
                  </AppLink>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </nav>
  );
}

function FileFacts({ file, proofs }: { readonly file: ViewerFile; readonly proofs: number }) {
  const t = useTexts();
  if (file.notRead !== null) return <span className={styles.facts}>{t('notSeen')}</span>;
  const errors = file.lines.filter((line) => line.severity === 'error').length;
  return (
    <span className={styles.facts}>
      {proofs > 0 && <span className={styles.proofs}>{t('diagnosis:proofs', { count: proofs })}</span>}
      {errors > 0 && <span className={styles.errors}>{t('diagnosis:errors', { count: errors })}</span>}
      {proofs === 0 && errors === 0 && (
        <span>{t('diagnosis:lines', { count: file.lines.length, n: file.lines.length })}</span>
      )}
    </span>
  );
}
