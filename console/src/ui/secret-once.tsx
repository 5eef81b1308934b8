import { Button, Checkbox } from '@fluentui/react-components';
import { useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { CopyText } from './copy-text.tsx';
import styles from './secret-once.module.css';

/** A secret that is shown this once: masked until [表示], gone from the page when it is closed. */
export function SecretOnce({
  title,
  secret,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const [isShown, setShown] = useState(false);
  const [isStored, setStored] = useState(false);
  const groups = secret.match(/.{1,4}/gu) ?? [];
  const masked = groups.map((group) => '•'.repeat(group.length));
  return (
    <section className={styles.secret} aria-label={title} data-secret>
      <h2>{title}</h2>
      <p>{t('secretOnce')}</p>
      <div className={styles.row}>
        <CopyText value={secret}>
          <code className={styles.value}>{(isShown ? groups : masked).join(' ')}</code>
        </CopyText>
        <Button size="small" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? t('hideSecret') : t('showSecret')}
        </Button>
      </div>
      <Checkbox
        label={t('secretStored')}
        checked={isStored}
        onChange={(_event, data) => setStored(data.checked === true)}
      />
      <div>
        <Button disabled={!isStored} onClick={onClose}>
          {t('close')}
        </Button>
      </div>
    </section>
  );
}
