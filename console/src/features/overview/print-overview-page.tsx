import { Button } from '@fluentui/react-components';
import { Print20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../api/client.ts';
import type { Overview } from '../../api/types.ts';
import { formatMinute, formatNumber, zoneName } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { BurnUp } from '../../ui/burn-up.tsx';
import { HandOver } from '../../ui/hand-over.tsx';
import { useMe, useZone } from '../../ui/person.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { OnPaper } from '../../ui/theme.tsx';
import { hrefOfCount } from '../packages/href-of-count.ts';
import styles from './print-overview-page.module.css';

/** The print template: the overview on one A4 sheet, for a manager who signs it. */
export function PrintOverviewPage() {
  const t = useTexts();
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => call<Overview>('GET', '/overview', { signal }),
  });
  const title = t('overview:printTitle');
  useEffect(() => {
    document.title = `${title} - Baton`;
  }, [title]);
  if (overview.error !== null) return <LoadError error={overview.error} onRetry={() => void overview.refetch()} />;
  if (overview.data === undefined) return <Loading rows={16} />;
  return (
    <OnPaper>
      <Sheet overview={overview.data} title={title} />
    </OnPaper>
  );
}

function Sheet({ overview, title }: { readonly overview: Overview; readonly title: string }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const zone = useZone();
  const { operator, version } = useMe();
  const number = (value: number) => formatNumber(value, language);
  const pcs = (value: number) => t('pcs', { count: value, n: number(value) });
  const { counts, planned } = overview;
  const failed = overview.funnel.reduce((sum, column) => sum + column.failed, 0);
  return (
    <article className={styles.sheet}>
      <Button className={styles.button} appearance="primary" icon={<Print20Regular />} onClick={() => print()}>
        {t('overview:printNow')}
      </Button>
      <header className={styles.head}>
        <div>
          <h1>{title}</h1>
          <p>
            {t('asOf', { time: `${formatMinute(overview.asOf, zone, language)} ${zoneName(zone)}` })} ·{' '}
            {operator.displayName}
          </p>
        </div>
        <table className={styles.seals}>
          <thead>
            <tr>
              {(['drafted', 'reviewed', 'approved'] as const).map((step) => (
                <th key={step} scope="col">
                  {t(`overview:seal.${step}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <td />
              <td />
              <td />
            </tr>
          </tbody>
        </table>
      </header>
      <ul className={styles.numbers}>
        <li>
          <span>{t('state.enrolled')}</span>
          <strong>{pcs(counts.enrolled)}</strong>
        </li>
        <li>
          <span>{t('overview:remaining')}</span>
          <strong>{planned === null ? t('handOver.unknown') : pcs(Math.max(0, planned - counts.enrolled))}</strong>
        </li>
        <li>
          <span>{t('state.failed')}</span>
          <strong>{pcs(failed)}</strong>
        </li>
      </ul>
      <p className={styles.sentence}>{say(overview.sentence.text)}</p>
      <HandOver
        funnel={overview.funnel}
        planned={planned}
        left={counts.oldOnly}
        right={counts.enrolled}
        rightDetail={t('overview:rightDetail', { configmgr: number(counts.configmgr), epm: number(counts.epm) })}
        hrefOf={(column, counted) => hrefOfCount('/packages/pcs', column, counted)}
      />
      <h2>{t('burnUp.title')}</h2>
      <BurnUp series={overview.series} />
      {overview.attention.length > 0 && (
        <>
          <h2>{t('overview:attention')}</h2>
          <ul className={styles.attention}>
            {overview.attention.map((line) => (
              <li key={line.id}>
                {say(line.text)} <span className="keep">{pcs(line.count)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <footer className={styles.foot}>Baton {version}</footer>
    </article>
  );
}
