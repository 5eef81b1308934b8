import { Button, Select } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { ListOf, ListRow, ListRowCounts } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { useSaysText } from './label-words.tsx';
import styles from './lists.module.css';

const OUTCOMES = ['ambiguous', 'matched', 'older', 'other', 'unknown', 'left-out'] as const;
type Outcome = (typeof OUTCOMES)[number];
const SHOWN = 50;

/** Which PC each row is about: what is not clear comes first and is decided here, a wrong match is corrected. */
export function ListRows({
  id,
  counts,
  isFixed,
  onDecided,
}: {
  readonly id: string;
  readonly counts: ListRowCounts;
  readonly isFixed: boolean;
  readonly onDecided: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const [chosen, setChosen] = useState<Outcome | null>(null);
  const outcome = chosen ?? OUTCOMES.find((each) => counts[each] > 0) ?? 'matched';
  return (
    <section className={styles.rows} aria-labelledby="list-rows">
      <h2 id="list-rows">{t('labels:rows')}</h2>
      <fieldset className={styles.outcomes}>
        <legend className="visually-hidden">{t('labels:rows')}</legend>
        {OUTCOMES.filter((each) => counts[each] > 0 || each === 'matched').map((each) => (
          <Button
            key={each}
            appearance={each === outcome ? 'secondary' : 'subtle'}
            aria-pressed={each === outcome}
            onClick={() => setChosen(each)}
          >
            {t(`labels:outcome.${each}`)} {formatNumber(counts[each], language)}
          </Button>
        ))}
      </fieldset>
      <p className="second">{t(`labels:outcomeWhat.${outcome}`)}</p>
      {counts[outcome] > 0 && (
        <Rows key={outcome} id={id} outcome={outcome} total={counts[outcome]} isFixed={isFixed} onDecided={onDecided} />
      )}
    </section>
  );
}

function Rows({
  id,
  outcome,
  total,
  isFixed,
  onDecided,
}: {
  readonly id: string;
  readonly outcome: Outcome;
  readonly total: number;
  readonly isFixed: boolean;
  readonly onDecided: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const saysText = useSaysText();
  const [shown, setShown] = useState(SHOWN);
  const [error, setError] = useState<unknown>(null);
  const key = ['device-list-rows', id, outcome, shown];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      call<ListOf<ListRow>>('GET', `/device-lists/${id}/rows`, { query: { outcome, limit: shown }, signal }),
  });
  const decide = async (row: ListRow, pc: string | null) => {
    setError(null);
    try {
      await call<ListRowCounts>('PUT', `/device-lists/${id}/rows/${row.line}`, { body: { pc } });
      await client.invalidateQueries({ queryKey: ['device-list-rows', id] });
      for (const stale of [['list', '/labels'], ['labels']]) client.removeQueries({ queryKey: stale });
      onDecided();
    } catch (failure) {
      setError(failure);
    }
  };
  const items = query.data?.items;
  if (query.error !== null) return <LoadError error={query.error} onRetry={() => void query.refetch()} />;
  if (items === undefined) return <Loading rows={6} />;
  return (
    <>
      <ActionError error={error} />
      <div className={styles.table}>
        <PlainTable
          label={t(`labels:outcome.${outcome}`)}
          heads={[
            t('imports:line'),
            t('labels:nameInList'),
            t('labels:keysInList'),
            t('labels:column.says'),
            t('labels:column.seen'),
            'PC',
          ]}
          rows={items.map((row) => ({
            key: String(row.line),
            cells: [
              <span key="line" className="keep">
                {formatNumber(row.line, language)}
              </span>,
              row.name === '' ? t('none') : row.name,
              <Keys key="keys" row={row} />,
              saysText(row.says),
              <Moment key="seen" at={row.seenAt} absent={t('notSeen')} />,
              <PcOfRow key="pc" row={row} isFixed={isFixed} onDecide={(pc) => void decide(row, pc)} />,
            ],
          }))}
        />
      </div>
      {total > shown && (
        <Button appearance="subtle" onClick={() => setShown(Math.min(500, shown + 150))} disabled={shown >= 500}>
          {t('labels:more', {
            n: formatNumber(Math.min(total, shown), language),
            total: formatNumber(total, language),
          })}
        </Button>
      )}
    </>
  );
}

function Keys({ row }: { readonly row: ListRow }) {
  const t = useTexts();
  const keys = [row.serial, row.uuid, row.configmgrId, row.entraId].filter((each) => each !== null);
  return <span className="mono">{keys.length === 0 ? t('none') : keys.join(' ')}</span>;
}

/** The PC that a row is about; where it is not clear, or wrong, the one that an operator says. */
function PcOfRow({
  row,
  isFixed,
  onDecide,
}: {
  readonly row: ListRow;
  readonly isFixed: boolean;
  readonly onDecide: (pc: string | null) => void;
}) {
  const t = useTexts();
  const { candidates, pc, way } = row;
  const current = candidates.find((candidate) => candidate.pc === pc);
  const nameOf = (candidate: ListRow['candidates'][number]) =>
    candidate.serial === null ? candidate.name : `${candidate.name} (${candidate.serial})`;
  if (isFixed || candidates.length === 0) {
    if (current === undefined) return <>{t('none')}</>;
    return (
      <>
        {nameOf(current)} {way !== null && <span className="second">{t(`labels:way.${way}`)}</span>}
      </>
    );
  }
  return (
    <span className={styles.decision}>
      <Select
        size="small"
        aria-label={t('labels:decide', { line: row.line })}
        value={row.outcome === 'left-out' ? 'none' : (pc ?? '')}
        onChange={(_event, data) => data.value !== '' && onDecide(data.value === 'none' ? null : data.value)}
      >
        {pc === null && row.outcome !== 'left-out' && <option value="">{t('labels:choose')}</option>}
        {candidates.map((candidate) => (
          <option key={candidate.pc} value={candidate.pc}>
            {nameOf(candidate)}
          </option>
        ))}
        <option value="none">{t('labels:noneOfThem')}</option>
      </Select>
      <span className="second">
        {row.decidedBy !== null
          ? t('labels:decidedBy', { name: row.decidedBy })
          : way !== null && t(`labels:way.${way}`)}
      </span>
    </span>
  );
}
