import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** Name and value pairs. A value is never empty: 「なし」 is seen and no, 「未取得」 not seen, 「対象外」 does not apply. */
export function Facts({
  items,
  isWide = false,
}: {
  readonly items: readonly (readonly [name: string, value: ReactNode])[];
  readonly isWide?: boolean;
}) {
  return (
    <dl className={`${styles.facts} ${isWide ? styles.wide : ''}`}>
      {items.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
