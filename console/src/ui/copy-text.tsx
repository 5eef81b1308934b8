import { Button } from '@fluentui/react-components';
import { Checkmark16Regular, Copy16Regular } from '@fluentui/react-icons';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import styles from './copy-text.module.css';

const FEEDBACK_MS = 2_000;

/** A value that people copy: shown as `children` (or whole), copied whole; says so in its place for two seconds. */
export function CopyText({ value, children }: { readonly value: string; readonly children?: ReactNode }) {
  const t = useTexts();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), FEEDBACK_MS);
  };
  return (
    <span className={styles.copy}>
      <span className={styles.value} title={value}>
        {children ?? value}
      </span>
      <Button
        size="small"
        appearance="subtle"
        className={styles.button}
        icon={isCopied ? <Checkmark16Regular /> : <Copy16Regular />}
        aria-label={t('copyOf', { value })}
        onClick={() => void copy()}
      />
      <span role="status" className={isCopied ? styles.said : 'visually-hidden'}>
        {isCopied ? t('copied') : ''}
      </span>
    </span>
  );
}

/** The last 8 characters of an id; the whole is copied. */
export function ShortId({ id }: { readonly id: string }) {
  return (
    <CopyText value={id}>
      <span className="mono">…{id.slice(-8)}</span>
    </CopyText>
  );
}
