import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { ListOf, Session, SessionMessage } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';
import { manyLike, UUID } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import { XmlViewer } from '../../ui/xml-viewer.tsx';
import styles from './device-sessions.module.css';

const RULES = { session: manyLike(UUID) };

/** The viewer template for the PC's last sessions: the list on the left, the exact XML on the right. */
export function DeviceSessions({ id }: { readonly id: string }) {
  const t = useTexts();
  const filters = useFilters(RULES);
  const sessions = useQuery({
    queryKey: ['device', id, 'sessions'],
    queryFn: ({ signal }) => call<ListOf<Session>>('GET', `/devices/${id}/sessions`, { query: { limit: 50 }, signal }),
  });
  useLive(['devices'], () => void sessions.refetch(), 5_000);
  if (sessions.error !== null) return <LoadError error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (sessions.data === undefined) return <Loading rows={10} />;
  const { items } = sessions.data;
  if (items.length === 0) return <Empty>{t('device:sessionsNone')}</Empty>;
  const openId = filters.first('session') ?? items[0]?.id ?? '';
  return (
    <>
      <p className="second">{t('device:sessionsKept')}</p>
      <div className={styles.viewer}>
        <ul className={styles.list} aria-label={t('device:tab.sessions')}>
          {items.map((session) => (
            <li key={session.id}>
              <button
                type="button"
                className={styles.session}
                aria-pressed={session.id === openId}
                onClick={() => filters.set('session', [session.id])}
              >
                <Moment at={session.startedAt} as="second" />
                <span className="second">
                  {t(`device:sessionState.${session.state}`)} · {t('device:messages', { count: session.messages })}
                </span>
              </button>
            </li>
          ))}
        </ul>
        <Messages deviceId={id} sessionId={openId} />
      </div>
    </>
  );
}

function Messages({ deviceId, sessionId }: { readonly deviceId: string; readonly sessionId: string }) {
  const t = useTexts();
  const messages = useQuery({
    queryKey: ['device', deviceId, 'sessions', sessionId],
    queryFn: ({ signal }) =>
      call<ListOf<SessionMessage>>('GET', `/devices/${deviceId}/sessions/${sessionId}/messages`, { signal }),
  });
  if (messages.error !== null) return <LoadError error={messages.error} onRetry={() => void messages.refetch()} />;
  if (messages.data === undefined) return <Loading rows={10} />;
  const { items } = messages.data;
  if (items.length === 0) return <Empty>{t('device:messagesGone')}</Empty>;
  return (
    <div className={styles.messages}>
      {items.map((message) => (
        <div key={`${message.msgId} ${message.direction}`} className={styles[message.direction]}>
          <h2 className={styles.head}>
            {t(`device:direction.${message.direction}`)} · MsgID {message.msgId} ·{' '}
            <Moment at={message.at} as="second" />
          </h2>
          <XmlViewer xml={message.xml} label={`${t(`device:direction.${message.direction}`)} ${message.msgId}`} />
        </div>
      ))}
    </div>
  );
}
