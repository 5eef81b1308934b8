import type { ReactNode } from 'react';
import type { Diagnosis } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { Verdict } from '../../ui/verdict.tsx';
import { AnswersSection } from './answers-section.tsx';
import { CodesSection } from './codes-section.tsx';
import styles from './diagnosis-view.module.css';
import { FindingCard } from './finding-card.tsx';
import { Places } from './places.tsx';
import { SeenSection } from './seen-section.tsx';
import { StateSection } from './state-section.tsx';

/** What diagnosis concludes about one PC: verdict, causes in working order, state, what was not seen, questions, conflicts. */
export function DiagnosisView({
  diagnosis,
  openAnswer,
  answerHref,
  under,
  aside,
}: {
  readonly diagnosis: Diagnosis;
  readonly openAnswer: string | null;
  readonly answerHref: (id: string) => string;
  /** What stands under the verdict: how old the evidence is, and what speaks against it. */
  readonly under?: ReactNode;
  /** What stands beside the causes: the evidence itself. */
  readonly aside?: ReactNode;
}) {
  const t = useTexts();
  const say = useServerText();
  const { verdict, findings, notSeen, conflicts } = diagnosis;
  const causes = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const others = findings.filter(({ severity }) => severity === 'info' || severity === 'ok');
  return (
    <>
      <Verdict severity={verdict.severity}>
        <strong>{say(verdict.text)}</strong>{' '}
        <span className={styles.sure}>
          {t('diagnosis:confidenceIs', { value: t(`diagnosis:confidence.${verdict.confidence}`) })}
        </span>
      </Verdict>
      {under}
      <div className={styles.columns}>
        <section aria-labelledby="causes" className={styles.main}>
          <h2 id="causes">{t('diagnosis:causes')}</h2>
          {causes.length === 0 && <p>{t('diagnosis:noCauses')}</p>}
          <div className={styles.cards}>
            {causes.map((finding, index) => (
              <FindingCard key={finding.id} finding={finding} number={index + 1} />
            ))}
          </div>
          {others.length > 0 && (
            <details className={styles.others}>
              <summary>{t('diagnosis:others', { count: others.length })}</summary>
              <div className={styles.cards}>
                {others.map((finding) => (
                  <FindingCard key={finding.id} finding={finding} />
                ))}
              </div>
            </details>
          )}
        </section>
        <div className={styles.aside}>
          <section aria-labelledby="not-seen" className={styles.section}>
            <h2 id="not-seen">{t('diagnosis:notSeenHead')}</h2>
            {notSeen.length === 0 ? (
              <p>{t('none')}</p>
            ) : (
              <>
                <p className="second">{t('diagnosis:notSeenWhy')}</p>
                <ul className={styles.bullets}>
                  {notSeen.map((need) => (
                    <li key={need.id}>{say(need.text)}</li>
                  ))}
                </ul>
              </>
            )}
          </section>
          {conflicts.length > 0 && (
            <section aria-labelledby="conflicts" className={styles.section}>
              <h2 id="conflicts">{t('diagnosis:conflicts')}</h2>
              {conflicts.map((conflict) => (
                <div key={conflict.about} className={styles.conflict}>
                  <p>{say(conflict.text)}</p>
                  <h3>{t('diagnosis:believed')}</h3>
                  <Places places={conflict.believed} />
                  <h3>{t('diagnosis:against')}</h3>
                  <Places places={conflict.against} />
                </div>
              ))}
            </section>
          )}
          {aside}
        </div>
      </div>
      <StateSection state={diagnosis.state} />
      <AnswersSection answers={diagnosis.answers} openId={openAnswer} hrefOf={answerHref} />
      <CodesSection codes={diagnosis.codes} />
      <SeenSection seen={diagnosis.seen} />
    </>
  );
}
