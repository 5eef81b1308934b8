import type { LabelSummary } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import styles from './labels-page.module.css';

/** Why labels are false: for each kind how many, what is behind it, and what to do. */
export function LabelReasons({ summary }: { readonly summary: LabelSummary }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  if (summary.findings.length === 0) return null;
  return (
    <section aria-labelledby="label-reasons" className={styles.reasons}>
      <h2 id="label-reasons" className="visually-hidden">
        {t('labels:reasons')}
      </h2>
      {summary.findings.map((finding) => (
        <details key={finding.id} className={styles.reason}>
          <summary>
            <span className={styles.reasonTitle}>{say(finding.title)}</span>{' '}
            <span className="keep">{t('pcs', { count: finding.pcs, n: formatNumber(finding.pcs, language) })}</span>
          </summary>
          <div className={styles.reasonBody}>
            <AppLink href={`/diagnosis/labels?finding=${finding.id}`}>{t('labels:onlyThese')}</AppLink>
            {finding.remedy !== null && (
              <>
                <h3>{t('labels:remedy')}</h3>
                <p>{say(finding.remedy)}</p>
                {finding.console !== null && <p className="second">{say(finding.console)}</p>}
              </>
            )}
            {finding.explanations.map((explanation) => (
              <div key={explanation.id}>
                <h3>{say(explanation.title)}</h3>
                <p>{say(explanation.body)}</p>
              </div>
            ))}
          </div>
        </details>
      ))}
    </section>
  );
}

/** Which list of each console is the newest; what no list says of cannot be judged. */
export function NewestLists({ summary }: { readonly summary: LabelSummary }) {
  const t = useTexts();
  return (
    <p className={styles.newest}>
      {(['intune', 'configmgr'] as const).map((source) => {
        const list = summary.newest.find((each) => each.source === source);
        return (
          <span key={source}>
            {t(`labels:source.${source}`)}:{' '}
            {list === undefined ? (
              t('labels:noList')
            ) : (
              <>
                {list.fileName} (<Moment at={list.exportedAt} />)
              </>
            )}
          </span>
        );
      })}
    </p>
  );
}
