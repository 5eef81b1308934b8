import type { ReactNode } from 'react';
import styles from './words.module.css';

/** A sentence whose `file names` and [menu words] stand out. */
export function Words({ text }: { readonly text: string }): ReactNode {
  let at = 0;
  return text.split(/(`[^`]+`|\[[^\]]+\])/).map((part) => {
    const key = at;
    at += part.length;
    if (part.startsWith('`'))
      return (
        <code key={key} className={styles.code}>
          {part.slice(1, -1)}
        </code>
      );
    if (part.startsWith('['))
      return (
        <b key={key} className={styles.menu}>
          {part}
        </b>
      );
    return part;
  });
}
