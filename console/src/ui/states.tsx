import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Skeleton,
  SkeletonItem,
} from '@fluentui/react-components';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useServerText, useTexts } from '../i18n/texts.ts';
import styles from './states.module.css';

/** What is drawn while something loads: nothing for 300 ms, then a skeleton of the final height, after 5 s a line. */
export function Loading({ rows = 5, rowHeight = 36 }: { readonly rows?: number; readonly rowHeight?: number }) {
  const t = useTexts();
  const [stage, setStage] = useState<'early' | 'normal' | 'long'>('early');
  useEffect(() => {
    const timers = [setTimeout(() => setStage('normal'), 300), setTimeout(() => setStage('long'), 5_000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div className={styles.loading} style={{ minHeight: rows * rowHeight }} aria-busy="true">
      {stage !== 'early' && (
        <Skeleton aria-label={t('loading')}>
          {Array.from({ length: rows }, (_, row) => row).map((row) => (
            <div key={row} className={styles.skeletonRow} style={{ height: rowHeight }}>
              <SkeletonItem size={16} style={{ width: `${72 - ((row * 17) % 40)}%` }} />
            </div>
          ))}
        </Skeleton>
      )}
      {stage === 'long' && <p role="status">{t('loadingLong')}</p>}
    </div>
  );
}

/** The sentence of an error for a person: the server's own, or what is known without it. */
export function useErrorSentence(): (error: unknown) => string {
  const t = useTexts();
  const say = useServerText();
  return (error) => {
    if (!(error instanceof ApiError)) return t('errorUnknown');
    if (error.status === 0) return t('offlineShort');
    return error.text === null ? t('errorUnknown') : say(error.text);
  };
}

/** The place of content that could not be loaded. */
export function LoadError({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const t = useTexts();
  const sentence = useErrorSentence();
  const requestId = error instanceof ApiError ? error.requestId : null;
  const isMissing = error instanceof ApiError && error.status === 404;
  if (isMissing) return <p className={styles.empty}>{t('notFound')}</p>;
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        {t('loadFailed')} {sentence(error)}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={onRetry}>
          {t('retry')}
        </Button>
        {requestId !== null && (
          <Button size="small" onClick={() => void navigator.clipboard.writeText(requestId)}>
            {t('copyRequestId')}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}

/** An action that the server refused, said beside the form that asked for it. */
export function ActionError({ error }: { readonly error: unknown }) {
  const t = useTexts();
  const sentence = useErrorSentence();
  if (error === null || error === undefined) return null;
  const requestId = error instanceof ApiError && error.status >= 500 ? error.requestId : null;
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        {sentence(error)}
        {requestId !== null && ` ${t('requestIdIs', { id: requestId })}`}
      </MessageBarBody>
    </MessageBar>
  );
}

/** A list without rows: one sentence and what to do. */
export function Empty({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <div>{children}</div>
      {action}
    </div>
  );
}
