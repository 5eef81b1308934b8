import { Input } from '@fluentui/react-components';
import { QuestionCircle16Regular, Search16Regular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import type { Diagnosis } from '../../api/types.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Badge } from '../../ui/state-badge.tsx';
import styles from './answers-section.module.css';
import view from './diagnosis-view.module.css';
import { ExplanationLink } from './finding-card.tsx';
import { foldText } from './fold-text.ts';
import { Places } from './places.tsx';

/** What administrators ask about a PC, answered from its evidence. Each answer has an address. */
export function AnswersSection({
  answers,
  openId,
  hrefOf,
}: {
  readonly answers: Diagnosis['answers'];
  /** The answer that the address names. */
  readonly openId: string | null;
  readonly hrefOf: (id: string) => string;
}) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const [words, setWords] = useState('');
  useEffect(() => {
    if (openId !== null) document.getElementById(`answer-${openId}`)?.scrollIntoView({ block: 'center' });
  }, [openId]);
  const asked = foldText(words).split(/\s+/).filter(Boolean);
  const shown = answers.filter((answer) => {
    const text = foldText(`${answer.question[language]} ${answer.answer[language]} ${answer.id}`);
    return asked.every((word) => text.includes(word));
  });
  return (
    <section aria-labelledby="answers" className={view.section}>
      <div className={styles.head}>
        <h2 id="answers">{t('diagnosis:answers')}</h2>
        <Input
          type="search"
          size="small"
          contentBefore={<Search16Regular />}
          aria-label={t('diagnosis:searchAnswers')}
          placeholder={t('diagnosis:searchAnswers')}
          value={words}
          maxLength={128}
          onChange={(_event, data) => setWords(data.value)}
        />
      </div>
      {shown.length === 0 && <p role="status">{t('diagnosis:noAnswer')}</p>}
      <ul className={styles.list}>
        {shown.map((answer) => (
          <li key={answer.id} id={`answer-${answer.id}`} className={styles.answer} data-open={answer.id === openId}>
            <h3>
              <AppLink href={hrefOf(answer.id)} className={styles.question}>
                {say(answer.question)}
              </AppLink>
            </h3>
            <p className={styles.text}>
              {answer.value === null ? (
                <Badge icon={QuestionCircle16Regular} tone="neutral" text={say(answer.answer)} />
              ) : (
                say(answer.answer)
              )}
            </p>
            {answer.notSeen.length > 0 && (
              <p className="second">
                {t('diagnosis:missing', {
                  what: answer.notSeen.map((need) => say(need.text)).join(t('diagnosis:comma')),
                })}
              </p>
            )}
            <p className={styles.links}>
              <ExplanationLink id={answer.explanation} />
            </p>
            {answer.evidence.length > 0 && (
              <details>
                <summary>{t('diagnosis:evidenceCount', { count: answer.evidence.length })}</summary>
                <Places places={answer.evidence} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
