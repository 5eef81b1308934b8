import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Attempt, AttemptDetail } from '../../api/types.ts';
import { decimalsOfHresult, formatHresult } from '../../i18n/format.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { XmlViewer } from '../../ui/xml-viewer.tsx';
import { AttemptBadge } from './attempt-badge.tsx';
import styles from './attempt-panel.module.css';

/** One attempt: the sentence with what to do, where it stood, who said what, and the exact message without its secrets. */
export function AttemptPanel({ attempt, onClose }: { readonly attempt: Attempt; readonly onClose: () => void }) {
  const t = useTexts();
  const say = useServerText();
  const detail = useQuery({
    queryKey: ['attempt', attempt.day, attempt.id],
    queryFn: ({ signal }) => call<AttemptDetail>('GET', `/attempts/${attempt.day}/${attempt.id}`, { signal }),
  });
  const { hresult } = attempt;
  const facts = Object.entries(detail.data?.detail ?? {}).filter(([, value]) => value !== null && value !== '');
  const message = detail.data?.message ?? null;
  return (
    <SidePanel title={attempt.pcName === '' ? t('attempts:unnamed') : attempt.pcName} onClose={onClose}>
      <div className={styles.stack}>
        <AttemptBadge outcome={attempt.outcome} />
        {attempt.reason !== null && <p>{say(attempt.reason.text)}</p>}
        <Facts
          items={[
            [t('stageHead'), t(`attempts:step.${attempt.step}`)],
            [t('attempts:column.at'), <Moment key="at" at={attempt.lastAt} as="second" />],
            ...(attempt.count > 1
              ? [
                  [
                    t('attempts:column.count'),
                    <span key="count">
                      {t('attempts:folded', { count: attempt.count })} (<Moment at={attempt.firstAt} as="second" />)
                    </span>,
                  ] as const,
                ]
              : []),
            [
              'HRESULT',
              hresult === null ? (
                t('none')
              ) : (
                <CopyText key="hresult" value={formatHresult(hresult)}>
                  <span className="mono" title={decimalsOfHresult(hresult)}>
                    {formatHresult(hresult)}
                  </span>
                </CopyText>
              ),
            ],
            [
              t('attempts:column.user'),
              attempt.userName === '' ? t('none') : <CopyText key="user" value={attempt.userName} />,
            ],
            [
              t('attempts:address'),
              attempt.address === null ? t('notSeen') : <CopyText key="address" value={attempt.address} />,
            ],
            [
              t('attempts:requestId'),
              <CopyText key="request" value={attempt.requestId}>
                <span className="mono">{attempt.requestId}</span>
              </CopyText>,
            ],
          ]}
        />
        <ul className={styles.links}>
          {attempt.deviceId !== null && (
            <li>
              <AppLink href={`/devices/${attempt.deviceId}`}>{t('attempts:openDevice')}</AppLink>
            </li>
          )}
          {attempt.packageId !== null && (
            <li>
              <AppLink href={`/packages/${attempt.packageId}`}>{t('attempts:openPackage')}</AppLink>
            </li>
          )}
        </ul>
        {detail.error !== null && <LoadError error={detail.error} onRetry={() => void detail.refetch()} />}
        {detail.data === undefined && detail.error === null && <Loading rows={4} />}
        {facts.length > 0 && (
          <>
            <h3>{t('attempts:saidByPc')}</h3>
            <Facts
              items={facts.map(
                ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
              )}
            />
          </>
        )}
        {message !== null && (
          <>
            <h3>{t('attempts:message')}</h3>
            <XmlViewer xml={message} label={t('attempts:message')} />
          </>
        )}
      </div>
    </SidePanel>
  );
}
