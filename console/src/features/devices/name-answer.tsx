import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { NameTrace } from '../../api/types.ts';

import { useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import styles from './name-answer.module.css';

/** "Empty by name is an answer": what is known of a PC that is not there. */
export function NameAnswer({ name }: { readonly name: string }) {
  const t = useTexts();
  const say = useServerText();
  const trace = useQuery({
    queryKey: ['trace', name],
    queryFn: ({ signal }) => call<NameTrace>('GET', '/devices/trace', { query: { name }, signal }),
  });
  if (trace.error !== null) return <LoadError error={trace.error} onRetry={() => void trace.refetch()} />;
  if (trace.data === undefined) return <Loading rows={4} />;
  const { attempts, packages, claims, said } = trace.data;
  const isUnheard = attempts.count === 0 && said.length === 0 && claims === 0;
  const { last } = attempts;
  return (
    <div className={styles.answer}>
      <h2>{t('devices:trace.title', { name })}</h2>
      <Facts
        items={[
          [t('devices:trace.claims'), claims === 0 ? t('none') : t('devices:trace.times', { count: claims })],
          [
            t('devices:trace.attempts'),
            last === null ? (
              t('none')
            ) : (
              <span key="attempts">
                {t('devices:trace.times', { count: attempts.count })} ({t('devices:trace.last')}{' '}
                <Moment at={last.at} as="minute" />) {last.reason === null ? '' : say(last.reason.text)}{' '}
                <AppLink href={`/diagnosis/attempts?q=${encodeURIComponent(name)}&last=%3C90d`}>{t('show')}</AppLink>
              </span>
            ),
          ],
          [
            t('devices:trace.packages'),
            packages.length === 0 ? (
              t('none')
            ) : (
              <ul key="packages">
                {packages.map((item) => (
                  <li key={item.id}>
                    <AppLink href={`/packages/${item.id}`}>{item.name}</AppLink>
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            t('devices:trace.said'),
            said.length === 0 ? (
              t('none')
            ) : (
              <ul key="said">
                {said.map((item) => (
                  <li key={item.packageId}>
                    {item.stage === null ? t('none') : t(`stage.${item.stage}`)} (<Moment at={item.at} as="minute" />){' '}
                    <AppLink href={`/packages/${item.packageId}?q=${encodeURIComponent(name)}`}>
                      {item.packageName}
                    </AppLink>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      {isUnheard && <p>{t('devices:trace.unheard')}</p>}
    </div>
  );
}
