import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../i18n/use-text.ts';

const useStyles = makeStyles({
  header: { display: 'flex', alignItems: 'baseline', gap: '16px', flexWrap: 'wrap', marginBottom: '16px' },
  title: { fontSize: '28px', lineHeight: '36px', fontWeight: 600, margin: 0, outlineStyle: 'none' },
  asOf: { color: tokens.colorNeutralForeground2, marginLeft: 'auto', fontVariantNumeric: 'tabular-nums' },
});

/** A page: its heading, which takes the focus after a change of route, and when its numbers were true. */
export function Page({
  title,
  asOf,
  children,
}: {
  readonly title: string;
  readonly asOf?: string | undefined;
  readonly children: ReactNode;
}) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  const { t, language } = useWords();
  useEffect(() => {
    document.title = `${title} - Baton`;
    heading.current?.focus();
  }, [title]);
  const time = asOf === undefined ? '' : new Date(asOf).toLocaleTimeString(language === 'ja' ? 'ja-JP' : 'en-GB');
  return (
    <>
      <div className={styles.header}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {asOf === undefined ? null : <Text className={styles.asOf}>{t('state.asOf', { time })}</Text>}
      </div>
      {children}
    </>
  );
}
