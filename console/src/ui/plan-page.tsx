import type { ReactNode } from 'react';
import styles from './plan-page.module.css';

/** The plan template: one long page with numbered sections, and a summary that stays in sight (at the bottom when narrow). */
export function PlanPage({
  header,
  problems,
  summaryTitle,
  summary,
  actions,
  children,
}: {
  readonly header: ReactNode;
  readonly problems?: ReactNode;
  readonly summaryTitle: string;
  readonly summary: ReactNode;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <>
      {header}
      <div className={styles.plan}>
        <div className={styles.sections}>
          {problems}
          {children}
        </div>
        <aside className={styles.summary} aria-label={summaryTitle}>
          <h2>{summaryTitle}</h2>
          <div className={styles.facts}>{summary}</div>
          <div className={styles.actions}>{actions}</div>
        </aside>
      </div>
    </>
  );
}

/** One numbered section of a plan: a fieldset with its legend. */
export function PlanSection({
  number,
  title,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>
        <span className={styles.number}>{number}</span>
        {title}
      </legend>
      <div className={styles.body}>{children}</div>
    </fieldset>
  );
}

/** What is wrong, at the top, each a link to its field; the list has the focus when it appears. */
export function Problems({
  title,
  items,
}: {
  readonly title: string;
  readonly items: readonly { readonly field: string; readonly text: string }[];
}) {
  if (items.length === 0) return null;
  return (
    <div className={styles.problems} role="alert" tabIndex={-1} id="problems">
      <h2>{title}</h2>
      <ul>
        {items.map((item) => (
          <li key={item.field}>
            <a
              href={`#${item.field}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(item.field)?.focus();
              }}
            >
              {item.text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
