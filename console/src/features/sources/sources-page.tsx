import { Add20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { ListOf, Source } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { Empty, LoadError, Loading } from '../../ui/states.tsx';
import { HealthBadge } from './source-words.tsx';
import styles from './sources.module.css';

/** Where users and groups come from, each with its health, in the order in which they count. */
export function SourcesPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const language = useLanguage();
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => call<ListOf<Source>>('GET', '/sources', { signal }),
  });
  useLive(['sources'], () => void sources.refetch());
  const { data } = sources;
  return (
    <>
      <PageHeader
        title={t('nav.sources')}
        asOf={data?.asOf ?? null}
        isLive
        actions={
          <ActionButton appearance="primary" icon={<Add20Regular />} onClick={() => goTo('/sources/new')}>
            {t('sources:add')}
          </ActionButton>
        }
      />
      {sources.error !== null && <LoadError error={sources.error} onRetry={() => void sources.refetch()} />}
      {data === undefined && sources.error === null && <Loading rows={4} />}
      {data?.items.length === 0 && <Empty>{t('sources:none')}</Empty>}
      {data !== undefined && data.items.length > 0 && (
        <>
          <p className={styles.hint}>{t('sources:rankWhat')}</p>
          <PlainTable
            label={t('nav.sources')}
            heads={[
              t('sources:name'),
              t('sources:kind'),
              t('sources:state'),
              t('sources:users'),
              t('sources:groups'),
              t('sources:syncedAt'),
              t('sources:nextRunAt'),
            ]}
            rows={data.items.map((source) => ({
              key: source.id,
              cells: [
                <AppLink key="name" href={`/sources/${source.id}`}>
                  {source.name}
                </AppLink>,
                t(`sources:kinds.${source.kind}`),
                <HealthBadge key="health" health={source.health} />,
                formatNumber(source.users, language),
                formatNumber(source.groups, language),
                <Moment key="synced" at={source.syncedAt} />,
                <NextRun key="next" source={source} />,
              ],
            }))}
          />
        </>
      )}
    </>
  );
}

/** When a source is read next, or who says so. */
export function NextRun({ source }: { readonly source: Source }) {
  const t = useTexts();
  if (source.kind === 'scim') return <span className="keep">{t('sources:pushes')}</span>;
  const isWaiting = source.syncedAt === null && source.config.kind !== 'scim' && source.config.everyMinutes > 0;
  return (
    <Moment at={source.nextRunAt} as="minute" absent={isWaiting ? t('sources:afterFirst') : t('sources:byHand')} />
  );
}
