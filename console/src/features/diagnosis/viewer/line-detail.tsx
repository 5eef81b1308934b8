import { useTexts } from '../../../i18n/texts.ts';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { useFileName } from './file-list.tsx';
import styles from './line-detail.module.css';
import type { LogRow } from './log-view.tsx';

/** The chosen line in full: where it stands, when by both clocks, and which findings it proves. */
export function LineDetail({ row, findings }: { readonly row: LogRow; readonly findings: readonly string[] }) {
  const t = useTexts();
  const nameOf = useFileName();
  const { file, line } = row;
  return (
    <section aria-label={t('diagnosis:lineDetail')} className={styles.detail}>
      <p className={styles.where}>
        <strong>{t('diagnosis:fileLine', { file: nameOf(file), line: line.number })}</strong>
        {line.time !== null && <Moment at={new Date(line.time).toISOString()} as="second" />}
        {line.local !== null && (
          <span className="keep">
            {line.time === null
              ? t('diagnosis:pcClockNoZone', { time: line.local.replace('T', ' ') })
              : t('diagnosis:pcClock', { time: line.local.replace('T', ' ') })}
          </span>
        )}
        {line.component !== '' && <span>{line.component}</span>}
        <CopyText value={location.href}>{t('diagnosis:linkToLine')}</CopyText>
      </p>
      {findings.length > 0 && (
        <p className={styles.proves}>
          {t('diagnosis:provesFindings')} <strong>{findings.join(t('diagnosis:comma'))}</strong>
        </p>
      )}
      <div className={styles.text}>
        <CopyText value={line.raw}>
          <code>{file.group === 'events' ? line.raw : line.text}</code>
        </CopyText>
      </div>
    </section>
  );
}
