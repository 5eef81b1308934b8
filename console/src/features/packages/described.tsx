import { type ReactNode, useId } from 'react';
import styles from './described.module.css';
import { Words } from './words.tsx';

/** A choice with what it means below it: the meaning is its description, so its name stays short for those who hear it. */
export function Described({
  text,
  children,
}: {
  readonly text: string;
  /** The choice, given the id that it is described by. */
  readonly children: (describedBy: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div>
      {children(id)}
      <p id={id} className={styles.text}>
        <Words text={text} />
      </p>
    </div>
  );
}
