import { ArrowSync20Regular, Eye20Regular } from '@fluentui/react-icons';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Source } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { TabLinks } from '../../ui/tab-links.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { AskingRun, LiveRun } from './live-run.tsx';
import { LEAVING_FIRST, PlannedChanges, RunHistory } from './run-history.tsx';
import { ScimTokens } from './scim-tokens.tsx';
import { SourceForm } from './source-form.tsx';
import { HealthBadge } from './source-words.tsx';
import styles from './sources.module.css';
import { NextRun } from './sources-page.tsx';
import { useSource } from './use-source.ts';

/** One source: how it is, what runs now, what a preview found, and every run with its log. */
export function SourcePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { source, runs, refresh } = useSource(id);
  const [error, setError] = useState<unknown>(null);
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const data = source.data;
  if (source.error !== null) return <LoadError error={source.error} onRetry={() => void source.refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  const order = (body: object) => async () => {
    setError(null);
    try {
      await call('POST', `/sources/${id}/runs`, { body });
    } catch (failure) {
      setError(failure);
    }
    await refresh();
  };
  const isBusy = data.liveRun !== null;
  const preview =
    runs.data?.items[0]?.mode === 'preview' && runs.data.items[0].state === 'done' ? runs.data.items[0] : null;
  const failed = data.health === 'failing' ? (data.lastRun?.problem ?? null) : null;
  return (
    <>
      <SourceHeader source={data}>
        {data.kind !== 'scim' && (
          <>
            <ActionButton
              appearance="primary"
              icon={<ArrowSync20Regular />}
              disabled={isBusy}
              onClick={() => void order({ mode: 'sync' })()}
            >
              {t('sources:sync')}
            </ActionButton>
            <ActionButton icon={<Eye20Regular />} disabled={isBusy} onClick={() => void order({ mode: 'preview' })()}>
              {t('sources:preview')}
            </ActionButton>
            <ActionButton disabled={isBusy} onClick={() => void order({ mode: 'sync', full: true })()}>
              {t('sources:full')}
            </ActionButton>
          </>
        )}
      </SourceHeader>
      <ActionError error={error} />
      {failed !== null && <Verdict severity="error">{say(failed.text)}</Verdict>}
      {data.liveRun !== null && data.liveRun.state !== 'asking' && <LiveRun run={data.liveRun} onChange={refresh} />}
      {data.liveRun?.state === 'asking' && (
        <>
          <AskingRun run={data.liveRun} onChange={refresh} />
          {data.kind !== 'scim' && <PlannedChanges run={data.liveRun} kinds={LEAVING_FIRST} />}
        </>
      )}
      <Facts
        isWide
        items={[
          [t('sources:kind'), t(`sources:kinds.${data.kind}`)],
          [t('sources:users'), formatNumber(data.users, language)],
          [t('sources:groups'), formatNumber(data.groups, language)],
          [t('sources:syncedAt'), <Moment key="synced" at={data.syncedAt} />],
          [t('sources:nextRunAt'), <NextRun key="next" source={data} />],
        ]}
      />
      {data.missing > 0 && (
        <p className={styles.hint}>
          {t('sources:missing', {
            count: data.missing,
            n: formatNumber(data.missing, language),
            days: data.config.keepDays,
          })}
        </p>
      )}
      {preview !== null && <PlannedChanges run={preview} />}
      {data.kind === 'scim' && <ScimTokens source={data} />}
      <RunHistory source={data} runs={runs.data?.items ?? null} />
    </>
  );
}

/** The settings of one source. */
export function SourceSettingsPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { source } = useSource(id);
  if (source.error !== null) return <LoadError error={source.error} onRetry={() => void source.refetch()} />;
  if (source.data === undefined) return <Loading rows={8} />;
  return (
    <>
      <SourceHeader source={source.data} />
      <SourceForm source={source.data} onSaved={() => void source.refetch()} />
    </>
  );
}

/** A source that is not made yet. */
export function NewSourcePage() {
  const t = useTexts();
  return (
    <>
      <PageHeader title={t('sources:add')} parents={[{ text: t('nav.sources'), to: '/sources' }]} />
      <SourceForm source={null} onSaved={() => undefined} />
    </>
  );
}

function SourceHeader({ source, children }: { readonly source: Source; readonly children?: React.ReactNode }) {
  const t = useTexts();
  return (
    <>
      <PageHeader
        title={source.name}
        parents={[{ text: t('nav.sources'), to: '/sources' }]}
        badge={<HealthBadge health={source.health} isTinted />}
        actions={children}
      />
      <TabLinks
        label={source.name}
        tabs={[
          { text: t('sources:tabStatus'), to: `/sources/${source.id}` },
          { text: t('sources:tabSettings'), to: `/sources/${source.id}/settings` },
        ]}
      />
    </>
  );
}
