import { Button, Switch } from '@fluentui/react-components';
import { Copy16Regular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { useLanguage, useTexts } from '../i18n/texts.ts';
import { layOutXml } from './lay-out-xml.ts';
import { statusMeaning } from './syncml-status.ts';
import styles from './xml-viewer.module.css';

const REDACTED = /\[redacted\]/g;

/** XML as it was on the wire (secrets redacted), with line numbers; laid out by elements unless its own lines are wanted. */
export function XmlViewer({ xml, label }: { readonly xml: string; readonly label: string }) {
  const t = useTexts();
  const language = useLanguage();
  const [isLaidOut, setLaidOut] = useState(true);
  const [isCopied, setCopied] = useState(false);
  const lines = useMemo(() => (isLaidOut ? layOutXml(xml) : xml.split('\n')), [xml, isLaidOut]);
  const copy = async () => {
    await navigator.clipboard.writeText(xml);
    setCopied(true);
  };
  return (
    <div className={styles.viewer}>
      <div className={styles.tools}>
        <Switch label={t('layOut')} checked={isLaidOut} onChange={(_event, data) => setLaidOut(data.checked)} />
        <Button size="small" icon={<Copy16Regular />} onClick={() => void copy()}>
          {isCopied ? t('copied') : t('copyXml')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={label}>
        <pre className={styles.code}>
          {lines.map((line, index) => {
            const meaning = statusMeaning(line, lines, index, language);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <span key={index} className={styles.line}>
                <span className={styles.number} aria-hidden="true">
                  {index + 1}
                </span>
                <span className={styles.text}>{line.replace(REDACTED, t('redacted'))}</span>
                {meaning !== null && <span className={styles.meaning}>{meaning}</span>}
              </span>
            );
          })}
        </pre>
      </section>
    </div>
  );
}
