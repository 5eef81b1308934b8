import { KIND_WORDS, PROBLEM_WORDS } from '../../../../src/diagnosis/report/words.ts';
import type { Diagnosis, Text } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { asHead } from './as-head.ts';
import styles from './diagnosis-view.module.css';
import { useFileWord } from './places.tsx';

interface SeenFile {
  readonly bytes?: number;
  readonly lines?: number;
  readonly firstTime?: string | null;
  readonly lastTime?: string | null;
  readonly problems?: readonly { readonly id: string; readonly line: number | null; readonly detail: string }[];
}

type Words = Readonly<Record<string, Text | undefined>>;

/** What was read, how well, and from when to when. */
export function SeenSection({ seen }: { readonly seen: Diagnosis['seen'] }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const fileWord = useFileWord();
  const number = (value: number) => formatNumber(value, language);
  const word = (words: Words, id: string) => {
    const text = words[id];
    return text === undefined ? id : asHead(say(text));
  };
  if (seen.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2 id="seen">{t('diagnosis:seen')}</h2>
      <PlainTable
        label={t('diagnosis:seen')}
        heads={[
          t('diagnosis:file'),
          t('diagnosis:kind'),
          t('diagnosis:size'),
          t('diagnosis:from'),
          t('diagnosis:until'),
          t('diagnosis:problems'),
        ]}
        rows={seen.map((item) => {
          // the schema leaves it open what a file says of itself
          const file = item as unknown as SeenFile;
          const problems = file.problems ?? [];
          return {
            key: item.file,
            cells: [
              <span key="file" className={`mono ${styles.file}`} title={item.file}>
                {fileWord(item.file)}
              </span>,
              word(KIND_WORDS, item.kind),
              <span key="size" className="keep">
                {(file.lines ?? 0) > 0
                  ? t('diagnosis:lines', { count: file.lines ?? 0, n: number(file.lines ?? 0) })
                  : t('diagnosis:bytes', { n: number(file.bytes ?? 0) })}
              </span>,
              <Moment key="from" at={file.firstTime ?? null} as="second" absent={t('diagnosis:noTime')} />,
              <Moment key="until" at={file.lastTime ?? null} as="second" absent={t('diagnosis:noTime')} />,
              problems.length === 0 ? (
                t('none')
              ) : (
                <details key="problems">
                  <summary>{word(PROBLEM_WORDS, problems[0]?.id ?? '')}</summary>
                  <ul className={styles.problems}>
                    {problems.slice(0, 50).map((problem, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: problems do not move
                      <li key={index}>
                        {word(PROBLEM_WORDS, problem.id)}
                        {problem.line !== null && ` (${t('diagnosis:lineIs', { line: problem.line })})`}{' '}
                        <code className="mono">{problem.detail}</code>
                      </li>
                    ))}
                  </ul>
                </details>
              ),
            ],
          };
        })}
      />
    </section>
  );
}
