import { Button } from '@fluentui/react-components';
import { CheckmarkCircle20Filled, ErrorCircle20Filled, Info20Filled, Warning20Filled } from '@fluentui/react-icons';
import { lazy, Suspense, useState } from 'react';
import type { Overview } from '../../api/types.ts';
import { loadTexts, useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import styles from './next-step.module.css';

const ExtendDialog = lazy(async () => {
  await loadTexts('package');
  return { default: (await import('../packages/extend-dialog.tsx')).ExtendDialog };
});

const TONES: Readonly<Record<string, 'danger' | 'warning' | 'success'>> = {
  maintenance: 'warning',
  paused: 'warning',
  failures: 'danger',
  'ending-pin': 'warning',
  probation: 'warning',
  silent: 'warning',
  calm: 'success',
};
const ICONS = {
  danger: ErrorCircle20Filled,
  warning: Warning20Filled,
  success: CheckmarkCircle20Filled,
  info: Info20Filled,
};

/** What to do next: one sentence and one button. */
export function NextStep({ sentence }: { readonly sentence: Overview['sentence'] }) {
  const t = useTexts();
  const say = useServerText();
  const goTo = useGoTo();
  const [isExtending, setExtending] = useState(false);
  const tone = TONES[sentence.id] ?? 'info';
  const Icon = ICONS[tone];
  const { action, extend } = sentence;
  return (
    <section className={`${styles.step} ${styles[tone]}`} aria-labelledby="next-step">
      <h2 id="next-step" className="visually-hidden">
        {t('overview:next')}
      </h2>
      <span className={styles.icon}>
        <Icon />
      </span>
      <p className={styles.text}>{say(sentence.text)}</p>
      <div className={styles.actions}>
        {extend !== null && <ActionButton onClick={() => setExtending(true)}>{t('overview:extend')}</ActionButton>}
        {action !== null && (
          <Button appearance="primary" onClick={() => goTo(action.link)}>
            {say(action.text)}
          </Button>
        )}
      </div>
      {isExtending && extend !== null && (
        <Suspense>
          <ExtendDialog id={extend} onClose={() => setExtending(false)} />
        </Suspense>
      )}
    </section>
  );
}
