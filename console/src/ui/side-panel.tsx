import { Button } from '@fluentui/react-components';
import { Dismiss20Regular } from '@fluentui/react-icons';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTexts } from '../i18n/texts.ts';
import styles from './side-panel.module.css';

/** Details of a row beside its list. Esc closes it and the focus returns to the table. */
export function SidePanel({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  const shown = title;
  useEffect(() => {
    if (shown !== '') heading.current?.focus();
  }, [shown]);
  const close = () => {
    const table = panel.current?.parentElement?.querySelector<HTMLElement>('[role=grid]');
    onClose();
    table?.focus();
  };
  return (
    <aside
      ref={panel}
      className={styles.panel}
      aria-label={title}
      data-region="panel"
      data-keeps-focus
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <div className={styles.head}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Button appearance="subtle" icon={<Dismiss20Regular />} aria-label={t('close')} onClick={close} />
      </div>
      <div className={styles.body}>{children}</div>
    </aside>
  );
}
