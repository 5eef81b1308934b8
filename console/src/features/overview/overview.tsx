import { makeStyles, tokens } from '@fluentui/react-components';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Count, call, type ListOf, type Package } from '../../api/client.ts';
import { useWords } from '../../i18n/use-text.ts';
import { Funnel } from '../../ui/funnel.tsx';
import { LoadError, Loading } from '../../ui/load-state.tsx';
import { Page } from '../../ui/page.tsx';

const COUNTED = ['enrolled', 'failed', 'probation', 'silent'] as const;

const useStyles = makeStyles({
  cards: { display: 'flex', gap: '24px', flexWrap: 'wrap', margin: '16px 0 32px' },
  number: {
    fontSize: '40px',
    lineHeight: '52px',
    fontVariantNumeric: 'tabular-nums',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
  },
  label: { color: tokens.colorNeutralForeground2 },
  subtitle: { fontSize: '20px', lineHeight: '28px' },
  row: { display: 'flex', gap: '24px', alignItems: 'center', flexWrap: 'wrap', padding: '8px 0' },
});

/** Where are we, and what is in the way: every number is a link to the list that it counts. */
export function Overview() {
  const styles = useStyles();
  const { t, number } = useWords();
  const counts = useQueries({
    queries: COUNTED.map((state) => ({
      queryKey: ['devices-count', `state=${state}`],
      queryFn: () => call<Count>('GET', `/devices/count?state=${state}`),
      refetchInterval: 5_000,
    })),
  });
  const packages = useQuery({
    queryKey: ['packages'],
    queryFn: () => call<ListOf<Package>>('GET', '/packages'),
    refetchInterval: 5_000,
  });
  const failed = counts.find((query) => query.isError);
  const trouble = counts.slice(1).reduce((sum, query) => sum + (query.data?.count ?? 0), 0);
  if (failed !== undefined)
    return <LoadError error={failed.error} retry={() => counts.forEach((query) => void query.refetch())} />;
  return (
    <Page title={t('overview.title')} asOf={counts[0]?.data?.asOf}>
      {counts.some((query) => query.isPending) ? <Loading rows={3} /> : null}
      {counts.every((query) => query.isSuccess) ? (
        <p>
          {trouble === 0
            ? t('overview.calm')
            : `${t('overview.attention')}: ${t('unit.pcs', { count: number(trouble) })}`}
        </p>
      ) : null}
      <div className={styles.cards}>
        {COUNTED.map((state, index) => (
          <div key={state}>
            <Link to="/devices" search={{ state } as never} className={styles.number}>
              {t('unit.pcs', { count: number(counts[index]?.data?.count ?? 0) })}
            </Link>
            <div className={styles.label}>{t(`overview.${state}`)}</div>
          </div>
        ))}
      </div>
      <h2 className={styles.subtitle}>{t('overview.funnel')}</h2>
      {packages.isSuccess && packages.data.items.length === 0 ? <p>{t('overview.empty')}</p> : null}
      {packages.data?.items.map((item) => (
        <div key={item.id} className={styles.row}>
          <Link to="/packages">{item.name}</Link>
          <Funnel funnel={item.funnel} planned={item.planned ?? item.target.rows} />
          <span className={styles.label}>
            {t('overview.planned', { count: number(item.planned ?? item.target.rows) })}
          </span>
        </div>
      ))}
    </Page>
  );
}
