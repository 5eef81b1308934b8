import type { PcDiagnosis } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import styles from './diagnosis-view.module.css';
import { SeverityBadge } from './severity-badge.tsx';

/** When findings came, and when they went. */
export function FindingHistory({ history }: { readonly history: PcDiagnosis['history'] }) {
  const t = useTexts();
  const say = useServerText();
  return (
    <section className={styles.section}>
      <h2 id="finding-history">{t('diagnosis:history')}</h2>
      {history.length === 0 ? (
        <p>{t('diagnosis:historyNone')}</p>
      ) : (
        <PlainTable
          label={t('diagnosis:history')}
          heads={[t('diagnosis:severity'), t('diagnosis:finding'), t('diagnosis:firstAt'), t('diagnosis:goneAt')]}
          rows={history.map((span) => ({
            key: `${span.id} ${span.firstAt}`,
            cells: [
              <SeverityBadge key="severity" severity={span.severity} />,
              say(span.title),
              <Moment key="first" at={span.firstAt} as="second" />,
              <Moment key="gone" at={span.goneAt} as="second" absent={t('diagnosis:stillThere')} />,
            ],
          }))}
        />
      )}
    </section>
  );
}
