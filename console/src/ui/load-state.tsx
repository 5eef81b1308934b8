import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Skeleton,
  SkeletonItem,
} from '@fluentui/react-components';
import { ApiError } from '../api/client.ts';
import { useWords } from '../i18n/use-text.ts';

/** While something loads: its shape, and a word for those who do not see it. */
export function Loading({ rows }: { readonly rows: number }) {
  const { t } = useWords();
  return (
    <Skeleton aria-label={t('state.loading')} style={{ display: 'grid', gap: 12, paddingTop: 12 }}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
        <SkeletonItem key={index} size={24} />
      ))}
    </Skeleton>
  );
}

/** What could not be loaded: why, the request ID, and a way to try again. */
export function LoadError({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { t, pick } = useWords();
  const known = error instanceof ApiError ? error : null;
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        {t('state.error')} {known === null ? '' : pick(known.text)}{' '}
        {known?.requestId ? t('state.requestId', { id: known.requestId }) : ''}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={retry}>
          {t('state.retry')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
