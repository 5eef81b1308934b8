import { Button } from '@fluentui/react-components';
import { Print20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { Overview } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink, useGoTo } from '../../ui/app-link.tsx';
import { BurnUp } from '../../ui/burn-up.tsx';
import { HandOver } from '../../ui/hand-over.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { hrefOfCount } from '../packages/href-of-count.ts';
import { NextStep } from './next-step.tsx';
import styles from './overview-page.module.css';
import { SetUpSteps } from './set-up-steps.tsx';

// the card comes after the page, so that it costs its first load nothing
const TopCauses = lazy(async () => ({ default: (await import('../diagnosis/top-causes.tsx')).TopCauses }));

/** Where are we, what is in the way: the first page after the sign-in. */
export function OverviewPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => call<Overview>('GET', '/overview', { signal }),
  });
  useLive(['overview', 'packages'], () => void overview.refetch());
  const { data } = overview;
  const failed = data?.funnel.reduce((sum, column) => sum + column.failed, 0) ?? 0;
  return (
    <>
      <PageHeader
        title={t('nav.overview')}
        documentTitle={
          failed > 0 ? t('overview:failedTitle', { count: failed, title: t('nav.overview') }) : t('nav.overview')
        }
        asOf={data?.asOf ?? null}
        isLive
        actions={
          <Button icon={<Print20Regular />} onClick={() => goTo('/print/overview')}>
            {t('print')}
          </Button>
        }
      />
      {overview.error !== null && <LoadError error={overview.error} onRetry={() => void overview.refetch()} />}
      {data === undefined && overview.error === null && <Loading rows={16} />}
      {data !== undefined && <OverviewContent overview={data} />}
    </>
  );
}

function OverviewContent({ overview }: { readonly overview: Overview }) {
  const t = useTexts();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const { counts, setup } = overview;
  const isSetUp = setup.users && setup.pinEnrollment && setup.packages;
  return (
    <>
      <NextStep sentence={overview.sentence} />
      {!isSetUp && <SetUpSteps setup={setup} />}
      {setup.packages && (
        <>
          <Announcement enrolled={counts.enrolled} />
          <HandOver
            funnel={overview.funnel}
            planned={overview.planned}
            left={counts.oldOnly}
            right={counts.enrolled}
            rightDetail={t('overview:rightDetail', { configmgr: number(counts.configmgr), epm: number(counts.epm) })}
            hrefOf={(column, counted) => hrefOfCount('/packages/pcs', column, counted)}
          />
          <div className={styles.lower}>
            <section className={styles.chart} aria-labelledby="burn-up">
              <h2 id="burn-up">{t('burnUp.title')}</h2>
              <BurnUp series={overview.series} />
            </section>
            <div className={styles.attentionPlace}>
              <AttentionList overview={overview} />
              <Suspense>
                <TopCauses />
              </Suspense>
            </div>
            <RecentList overview={overview} />
          </div>
        </>
      )}
    </>
  );
}

function AttentionList({ overview }: { readonly overview: Overview }) {
  const t = useTexts();
  const language = useLanguage();
  const say = useServerText();
  return (
    <section className={styles.attention} aria-labelledby="attention">
      <h2 id="attention">{t('overview:attention')}</h2>
      {overview.attention.length === 0 && <p>{t('overview:attentionNone')}</p>}
      <ul>
        {overview.attention.map((line) => (
          <li key={line.id} className={styles.line}>
            <span className={line.severity === 'error' ? styles.error : styles.warning} aria-hidden="true">
              {line.severity === 'error' ? '✕' : '!'}
            </span>
            <span className="visually-hidden">{t(`severity.${line.severity}`)}</span>
            <span className={styles.lineText}>{say(line.text)}</span>
            <AppLink href={line.link} className="keep">
              {t('pcs', { count: line.count, n: formatNumber(line.count, language) })}
            </AppLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The newest arrivals, as they were when the page was opened; later ones wait behind 「新着」. */
function RecentList({ overview }: { readonly overview: Overview }) {
  const t = useTexts();
  const say = useServerText();
  const [shown, setShown] = useState(overview.recent);
  const keyOf = (item: Overview['recent'][number]) => `${item.deviceId} ${item.at}`;
  const known = new Set(shown.map(keyOf));
  const arrivals = overview.recent.filter((item) => !known.has(keyOf(item))).length;
  return (
    <section className={styles.recent} aria-labelledby="recent">
      <div className={styles.recentHead}>
        <h2 id="recent">{t('overview:recent')}</h2>
        {arrivals > 0 && shown.length > 0 && (
          <>
            <span>{t('arrivals', { count: arrivals })}</span>
            <Button size="small" onClick={() => setShown(overview.recent)}>
              {t('show')}
            </Button>
          </>
        )}
      </div>
      {overview.recent.length === 0 && <p>{t('overview:recentNone')}</p>}
      <ul>
        {(shown.length === 0 ? overview.recent : shown).map((item) => (
          <li key={keyOf(item)} className={styles.line}>
            <span className={styles.at}>
              <Moment at={item.at} />
            </span>
            <AppLink href={`/devices/${item.deviceId}`} className={styles.name}>
              {item.name}
            </AppLink>
            <span className={styles.lineText}>{say(item.text)}</span>
          </li>
        ))}
      </ul>
      <AppLink href="/devices">{t('overview:showAll')}</AppLink>
    </section>
  );
}

const ANNOUNCE_MS = 30_000;

/** Tells screen readers about growth, at most once every 30 s. */
function Announcement({ enrolled }: { readonly enrolled: number }) {
  const t = useTexts();
  const said = useRef({ enrolled, at: 0 });
  const [text, setText] = useState('');
  useEffect(() => {
    const growth = enrolled - said.current.enrolled;
    if (growth <= 0 || Date.now() - said.current.at < ANNOUNCE_MS) return;
    said.current = { enrolled, at: Date.now() };
    setText(t('overview:grown', { count: growth, enrolled }));
  }, [enrolled, t]);
  return (
    <div role="status" className="visually-hidden">
      {text}
    </div>
  );
}
