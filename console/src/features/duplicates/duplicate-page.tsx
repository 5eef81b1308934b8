import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { call } from '../../api/client.ts';
import { useLive } from '../../api/live.ts';
import type { DuplicateDetail } from '../../api/types.ts';
import { formatMinute, formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useZone } from '../../ui/person.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { DecisionForm } from './decision-form.tsx';
import { DecisionBadge, SuggestionBadge, useKeyText, useNames } from './duplicate-words.tsx';
import styles from './duplicates.module.css';
import { EvidenceTable } from './evidence-table.tsx';
import { PastDecision } from './past-decision.tsx';

/** One group: why its records are shown together, the evidence side by side, and what to do. */
export function DuplicatePage() {
  const t = useTexts();
  const say = useServerText();
  const names = useNames();
  const client = useQueryClient();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const group = useQuery({
    queryKey: ['duplicate', id],
    queryFn: ({ signal }) => call<DuplicateDetail>('GET', `/duplicates/${id}`, { signal }),
  });
  useLive(['devices'], () => void group.refetch(), 5_000);
  const { data } = group;
  const onChange = (fresh: DuplicateDetail) => client.setQueryData(['duplicate', id], fresh);
  const title = data === undefined ? '' : names({ size: data.size, records: namesOf(data).slice(0, 4) });
  return (
    <>
      <PageHeader
        title={title}
        parents={[
          { text: t('nav.devices'), to: '/devices' },
          { text: t('nav.duplicates'), to: '/devices/duplicates' },
        ]}
        badge={data !== undefined && <DecisionBadge state={data.state} isTinted />}
      />
      {group.error !== null && <LoadError error={group.error} onRetry={() => void group.refetch()} />}
      {data === undefined && group.error === null && <Loading rows={14} />}
      {data !== undefined && (
        <>
          <Verdict severity={data.suggestion === 'look' ? 'warning' : 'info'}>{say(data.reason)}</Verdict>
          <GroupFacts group={data} />
          <News group={data} />
          <EvidenceTable group={data} />
          {data.state === 'open' ? (
            <DecisionForm group={data} onChange={onChange} onRefused={() => void group.refetch()} />
          ) : (
            <PastDecision group={data} onChange={onChange} />
          )}
        </>
      )}
    </>
  );
}

/** Records that are there, and those that were merged away, as they were called. */
function namesOf(group: DuplicateDetail): { id: string; name: string }[] {
  return [...group.records, ...group.merges.map((merge) => ({ id: merge.goneId, name: merge.goneName }))];
}

function GroupFacts({ group }: { readonly group: DuplicateDetail }) {
  const t = useTexts();
  const language = useLanguage();
  const keyText = useKeyText();
  return (
    <Facts
      isWide
      items={[
        [t('duplicates:column.suggestion'), <SuggestionBadge key="suggestion" suggestion={group.suggestion} />],
        [t('duplicates:column.confidence'), t(`duplicates:confidence.${group.confidence}`)],
        [
          t('duplicates:column.keys'),
          <ul key="keys" className={styles.keys}>
            {group.keys.map((key) => (
              <li key={key}>{keyText(key)}</li>
            ))}
          </ul>,
        ],
        [t('duplicates:column.records'), formatNumber(group.size, language)],
        [t('duplicates:column.found'), <Moment key="found" at={group.foundAt} />],
      ]}
    />
  );
}

/** What a person decided before, and what came since. */
function News({ group }: { readonly group: DuplicateDetail }) {
  const t = useTexts();
  const language = useLanguage();
  const zone = useZone();
  const keyText = useKeyText();
  if (group.newKeys.length > 0)
    return (
      <Verdict severity="warning">
        {t('duplicates:news', {
          by: group.decidedBy ?? '',
          time: group.decidedAt === null ? '' : formatMinute(group.decidedAt, zone, language),
          keys: group.newKeys.map(keyText).join(t('duplicates:between')),
        })}
      </Verdict>
    );
  return group.asks && group.state === 'open' ? <Verdict severity="info">{t('duplicates:asks')}</Verdict> : null;
}
