import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { CsvImport, ListOf } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import styles from './import-page.module.css';

const SHOWN = 20;

/** The latest imports of all operators, whatever became of them. */
export function RecentImports() {
  const t = useTexts();
  const language = useLanguage();
  const list = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => call<ListOf<CsvImport>>('GET', '/imports', { query: { limit: SHOWN }, signal }),
  });
  useLive(['imports'], () => void list.refetch());
  const items = list.data?.items;
  return (
    <div className={styles.recent}>
      <h2>{t('imports:recent')}</h2>
      {list.error !== null && <LoadError error={list.error} onRetry={() => void list.refetch()} />}
      {items === undefined && list.error === null && <Loading rows={4} />}
      {items?.length === 0 && <p>{t('imports:noneYet')}</p>}
      {items !== undefined && items.length > 0 && (
        <PlainTable
          label={t('imports:recent')}
          heads={[
            t('imports:file'),
            t('imports:kindHead'),
            t('imports:stateHead'),
            t('imports:rowsHead'),
            t('imports:byHead'),
            t('imports:atHead'),
          ]}
          rows={items.map((item) => ({
            key: item.id,
            cells: [
              <AppLink key="file" href={placeOf(item)}>
                {item.fileName}
              </AppLink>,
              t(`imports:kind.${item.kind}`),
              t(`imports:state.${item.state}`),
              <span key="rows" className="keep">
                {formatNumber(item.totalRows, language)}
              </span>,
              item.createdBy,
              <Moment key="at" at={item.createdAt} />,
            ],
          }))}
        />
      )}
    </div>
  );
}

/** The page of an import: that of a device list stands among the labels. */
function placeOf({ id, kind }: CsvImport): string {
  return kind === 'intune' || kind === 'configmgr' ? `/diagnosis/lists/${id}` : `/imports/${id}`;
}
