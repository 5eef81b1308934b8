import { CheckmarkCircle20Filled, Circle20Regular } from '@fluentui/react-icons';
import type { Overview } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import styles from './set-up-steps.module.css';

/** The three steps before the first PC can enroll, with what is done. */
export function SetUpSteps({ setup }: { readonly setup: Overview['setup'] }) {
  const t = useTexts();
  const steps = [
    { id: 'users', isDone: setup.users, href: '/users' },
    { id: 'pin', isDone: setup.pinEnrollment, href: '/admin/settings' },
    { id: 'package', isDone: setup.packages, href: '/packages/new' },
  ] as const;
  return (
    <ol className={styles.steps} aria-label={t('overview:setUp')}>
      {steps.map((step, index) => (
        <li key={step.id} className={styles.step}>
          <span className={step.isDone ? styles.done : undefined}>
            {step.isDone ? <CheckmarkCircle20Filled /> : <Circle20Regular />}
          </span>
          <span>
            <AppLink href={step.href}>
              {index + 1}. {t(`overview:step.${step.id}`)}
            </AppLink>
            <span className={`second ${styles.why}`}>{t(`overview:stepWhy.${step.id}`)}</span>
          </span>
          <span className={styles.state}>{step.isDone ? t('overview:done') : t('overview:open')}</span>
        </li>
      ))}
    </ol>
  );
}
