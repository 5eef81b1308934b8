import { Button, Field, MessageBar, MessageBarActions, MessageBarBody, ProgressBar } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { Package } from '../../api/types.ts';
import { formatMinute, formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { useGoTo } from '../../ui/app-link.tsx';
import { HandOver } from '../../ui/hand-over.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useZone } from '../../ui/person.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { TabLinks } from '../../ui/tab-links.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { hrefOfCount } from './href-of-count.ts';
import { PackageActions } from './package-actions.tsx';
import styles from './package-frame.module.css';
import { ExpiryClock, PackageBadge } from './package-words.tsx';

const TABS = ['pcs', 'steps', 'settings', 'history'] as const;
/** The detail template for one package: numbers and clock, hand-over, tabs. */
export function PackageFrame({ children }: { readonly children: (pkg: Package) => ReactNode }) {
  const t = useTexts();
  const { id = '' } = useParams({ strict: false });
  const query = useQuery({
    queryKey: ['package', id],
    queryFn: ({ signal }) => call<Package>('GET', `/packages/${id}`, { signal }),
  });
  useLive(['packages', 'devices'], () => void query.refetch());
  const pkg = query.data;
  const failedTitle =
    pkg !== undefined && pkg.failed > 0 ? t('overview:failedTitle', { count: pkg.failed, title: pkg.name }) : pkg?.name;
  return (
    <>
      <PageHeader
        title={pkg?.name ?? ''}
        {...(failedTitle === undefined ? {} : { documentTitle: failedTitle })}
        parents={[{ text: t('nav.packages'), to: '/packages' }]}
        badge={pkg !== undefined && <PackageBadge state={pkg.state} isTinted />}
        actions={pkg !== undefined && <PackageActions pkg={pkg} />}
      />
      {query.error !== null && <LoadError error={query.error} onRetry={() => void query.refetch()} />}
      {pkg === undefined && query.error === null && <Loading rows={16} />}
      {pkg !== undefined && (
        <>
          <PackageSummary pkg={pkg} />
          <TabLinks
            label={pkg.name}
            tabs={TABS.map((name) => ({
              text: t(`package:tab.${name}`),
              to: name === 'pcs' ? `/packages/${id}` : `/packages/${id}/${name}`,
            }))}
          />
          <div className={styles.tab}>{children(pkg)}</div>
        </>
      )}
    </>
  );
}

function PackageSummary({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const language = useLanguage();
  const zone = useZone();
  const number = (value: number) => formatNumber(value, language);
  const matched = pkg.funnel.at(-1)?.reached ?? 0;
  return (
    <>
      {pkg.paused !== null && <PausedBand pkg={pkg} paused={pkg.paused} />}
      {pkg.roster.state === 'building' && (
        <Field
          label={t('package:rosterBuilding', { done: number(pkg.roster.done), total: number(pkg.roster.total) })}
          className={styles.roster}
        >
          <ProgressBar value={pkg.roster.done} max={Math.max(1, pkg.roster.total)} />
        </Field>
      )}
      {pkg.roster.state === 'failed' && (
        <MessageBar intent="error">
          <MessageBarBody>{t('package:rosterFailed')}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.summary}>
        <span className={styles.big}>
          {pkg.planned === null
            ? t('pcs', { count: matched, n: number(matched) })
            : t('package:progress', { matched: number(matched), count: pkg.planned, planned: number(pkg.planned) })}
        </span>
        <span>
          <ExpiryClock pkg={pkg} />
          {pkg.expiresAt !== null && (
            <span className="second"> {t('package:until', { time: formatMinute(pkg.expiresAt, zone, language) })}</span>
          )}
        </span>
        <span>
          {pkg.downloads.count === 0 ? (
            t('package:downloadsNone')
          ) : (
            <>
              {t('package:downloads', { count: pkg.downloads.count })}{' '}
              <span className="second">
                ({t('package:downloadsLast', { name: pkg.downloads.lastBy ?? t('none') })}{' '}
                <Moment at={pkg.downloads.lastAt} />)
              </span>
            </>
          )}
        </span>
      </div>
      <p className="second">{t('package:downloadHint')}</p>
      <HandOver
        funnel={pkg.funnel}
        planned={pkg.planned}
        left={pkg.planned === null ? null : Math.max(0, pkg.planned - matched)}
        right={matched}
        hrefOf={(column, counted) => hrefOfCount(`/packages/${pkg.id}`, column, counted)}
      />
    </>
  );
}

/** A package that stopped by itself says why, and waits for somebody who has looked. */
function PausedBand({ pkg, paused }: { readonly pkg: Package; readonly paused: NonNullable<Package['paused']> }) {
  const t = useTexts();
  const goTo = useGoTo();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const goOn = async () => {
    setError(null);
    try {
      client.setQueryData(
        ['package', pkg.id],
        await call<Package>('POST', `/packages/${pkg.id}/continuation`, { body: {} }),
      );
      showToast(t('package:continued', { name: pkg.name }));
    } catch (failure) {
      setError(failure);
    }
  };
  const isFirst = paused.why === 'first-pcs';
  const shown = isFirst ? paused.accepted : paused.failed;
  const list = isFirst ? hrefOfCount(`/packages/${pkg.id}`, 2, 'reached') : `/packages/${pkg.id}?outcome=failed`;
  return (
    <>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          {isFirst ? t('package:pausedFirst', { count: shown }) : t('package:pausedFailures', { count: shown })}
        </MessageBarBody>
        <MessageBarActions>
          <Button size="small" onClick={() => goTo(list)}>
            {t('package:showPcs', { count: shown })}
          </Button>
          <ActionButton size="small" onClick={() => void goOn()}>
            {t('package:continue')}
          </ActionButton>
        </MessageBarActions>
      </MessageBar>
      <ActionError error={error} />
    </>
  );
}
