import type { Finding } from '../../api/types.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { explanationHref } from './addresses.ts';
import styles from './finding-card.module.css';
import { Places } from './places.tsx';
import { SeverityBadge } from './severity-badge.tsx';
import { useExplanationTitle } from './use-explanations.ts';

/** One conclusion: how bad, what to do and where, how sure, what proves it, and what was not seen. */
export function FindingCard({ finding, number }: { readonly finding: Finding; readonly number?: number }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const { remedy, console: place, notSeen, explanations, reducedBy } = finding;
  return (
    <article
      className={`${styles.card} ${styles[finding.severity]}`}
      id={finding.id}
      aria-labelledby={`${finding.id}-title`}
    >
      <header className={styles.head}>
        <h3 id={`${finding.id}-title`} className={styles.title}>
          {number !== undefined && <span className={styles.number}>{number}.</span>} {say(finding.title)}
        </h3>
        <span className={styles.facts}>
          <SeverityBadge severity={finding.severity} />
          <span className="keep">
            {t('diagnosis:confidenceIs', { value: t(`diagnosis:confidence.${finding.confidence}`) })}
          </span>
          <AppLink href={`/diagnosis/pcs?finding=${finding.id}`} className={styles.id} title={t('diagnosis:otherPcs')}>
            {finding.id}
          </AppLink>
        </span>
      </header>
      {reducedBy !== undefined && <p className="second">{t('diagnosis:reducedBy', { id: reducedBy })}</p>}
      <dl className={styles.parts}>
        {remedy !== null && (
          <>
            <dt>{t('diagnosis:remedy')}</dt>
            <dd className={styles.remedy}>{say(remedy)}</dd>
          </>
        )}
        {place !== null && (
          <>
            <dt>{t('diagnosis:consolePath')}</dt>
            <dd>
              <CopyText value={place[language]} />
            </dd>
          </>
        )}
        <dt>{t('diagnosis:evidence')}</dt>
        <dd>
          <Places places={finding.evidence} />
        </dd>
        {notSeen.length > 0 && (
          <>
            <dt>{t('diagnosis:notSeenHead')}</dt>
            <dd>
              <ul>
                {notSeen.map((need) => (
                  <li key={need.id}>{say(need.text)}</li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {explanations.length > 0 && (
          <>
            <dt>{t('diagnosis:explanations')}</dt>
            <dd>
              <ul className={styles.links}>
                {explanations.map((id) => (
                  <li key={id}>
                    <ExplanationLink id={id} />
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </article>
  );
}

/** An explanation by its title. */
export function ExplanationLink({ id }: { readonly id: string }) {
  const say = useServerText();
  const title = useExplanationTitle(id);
  return <AppLink href={explanationHref(id)}>{title === null ? id : say(title)}</AppLink>;
}
