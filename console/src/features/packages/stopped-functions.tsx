import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { StoppedFunctions as Functions, Platform } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { LoadError, Loading } from '../../ui/states.tsx';
import styles from './stopped-functions.module.css';

/** What the old platform's client stops on PCs of this package, in words, before anything can be made. */
export function StoppedFunctions({ platform }: { readonly platform: Platform }) {
  const t = useTexts();
  const say = useServerText();
  const functions = useQuery({
    queryKey: ['stopped-functions', platform],
    queryFn: ({ signal }) => call<Functions>('GET', '/packages/stopped-functions', { query: { platform }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (platform === 'epm') return <p>{t('new-package:epmStopsNothing')}</p>;
  if (platform === 'none') return <p>{t('new-package:noneStopsNothing')}</p>;
  if (functions.error !== null) return <LoadError error={functions.error} onRetry={() => void functions.refetch()} />;
  return (
    <>
      <p>{t('new-package:stopsWhat')}</p>
      {functions.data === undefined ? (
        <Loading rows={7} rowHeight={32} />
      ) : (
        <ul className={styles.list}>
          {functions.data.map((item) => (
            <li key={item.id}>
              <span>{say(item.text)}</span>
              <span className="second">{t('new-package:substituteNone')}</span>
            </li>
          ))}
        </ul>
      )}
      <p>{t('new-package:wayBack')}</p>
    </>
  );
}
