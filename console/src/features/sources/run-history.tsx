import { Select } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { ListOf, PlannedChange, RunLine, Source, SourceRun } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { LoadError } from '../../ui/states.tsx';
import { RunBadge } from './source-words.tsx';
import styles from './sources.module.css';

/** Every run of a source, and the log of one of them: the newest until another one is chosen. */
export function RunHistory({ source, runs }: { readonly source: Source; readonly runs: readonly SourceRun[] | null }) {
  const t = useTexts();
  const [chosen, setChosen] = useState<string | null>(null);
  if (runs === null) return null;
  const shown = runs.find((run) => run.id === chosen) ?? runs[0];
  if (source.kind === 'scim' && shown === undefined) return null;
  return (
    <section className={styles.part}>
      <h2>{t('sources:runs')}</h2>
      {shown === undefined ? (
        <p>{t('sources:runsNone')}</p>
      ) : (
        <>
          <PlainTable
            label={t('sources:runs')}
            heads={[
              t('sources:startedAt'),
              t('sources:run'),
              t('sources:state'),
              t('sources:orderedBy'),
              t('sources:result'),
            ]}
            rows={runs.map((run) => ({
              key: run.id,
              cells: [
                <Moment key="at" at={run.startedAt ?? run.createdAt} as="second" />,
                t(`sources:mode.${run.mode}`),
                <RunBadge key="state" state={run.state} />,
                run.confirmedBy ?? (run.orderedBy === '' ? t('sources:schedule') : run.orderedBy),
                <Result key="result" run={run} />,
              ],
            }))}
          />
          <RunLog run={shown} runs={runs} onChoose={setChosen} />
        </>
      )}
    </section>
  );
}

function Result({ run }: { readonly run: SourceRun }) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const { plan, problem } = run;
  const n = (value: number) => formatNumber(value, language);
  if (run.state === 'failed' && problem !== null) return <span>{say(problem.text)}</span>;
  if (plan === null) return <span className="keep">-</span>;
  return (
    <span>
      {t('sources:plan', {
        added: n(plan.added),
        changed: n(plan.changed),
        disabled: n(plan.disabled),
        missing: n(plan.missing),
        skipped: n(plan.skipped),
      })}
      <br />
      {t('sources:planGroups', {
        added: n(plan.groupsAdded),
        changed: n(plan.groupsChanged),
        missing: n(plan.groupsMissing),
        come: n(plan.membersAdded),
        go: n(plan.membersRemoved),
      })}
    </span>
  );
}

function RunLog({
  run,
  runs,
  onChoose,
}: {
  readonly run: SourceRun;
  readonly runs: readonly SourceRun[];
  readonly onChoose: (id: string) => void;
}) {
  const t = useTexts();
  const say = useServerText();
  const log = useQuery({
    queryKey: ['source', run.sourceId, 'log', run.id, run.state, run.readUsers],
    queryFn: ({ signal }) =>
      call<ListOf<RunLine>>('GET', `/sources/${run.sourceId}/runs/${run.id}/log`, { signal, query: { limit: 500 } }),
    placeholderData: (before) => before,
  });
  return (
    <div className={styles.part}>
      <h2>{t('sources:log')}</h2>
      {runs.length > 1 && (
        <Select aria-label={t('sources:log')} value={run.id} onChange={(_event, data) => onChoose(data.value)}>
          {runs.map((one, at) => (
            <option key={one.id} value={one.id}>
              {`${runs.length - at}: ${t(`sources:mode.${one.mode}`)} (${t(`sources:runState.${one.state}`)})`}
            </option>
          ))}
        </Select>
      )}
      {log.error !== null && <LoadError error={log.error} onRetry={() => void log.refetch()} />}
      {log.data?.items.length === 0 && <p>{t('sources:logNone')}</p>}
      {log.data !== undefined && log.data.items.length > 0 && (
        <div className={styles.log}>
          <PlainTable
            label={t('sources:log')}
            heads={[t('sources:startedAt'), t('sources:state'), t('sources:result')]}
            rows={log.data.items.map((line, at) => ({
              key: String(at),
              cells: [<Moment key="at" at={line.at} as="second" />, t(`sources:level.${line.level}`), say(line.text)],
            }))}
          />
        </div>
      )}
    </div>
  );
}

const KINDS = ['added', 'changed', 'disabled', 'missing'] as const;
/** Of a sync that asks: who would be shut out comes first. */
export const LEAVING_FIRST = ['missing', 'disabled', 'changed', 'added'] as const;

/** What a preview found, or a sync that asks: who would be added, changed, disabled, and who is gone. */
export function PlannedChanges({
  run,
  kinds = KINDS,
}: {
  readonly run: SourceRun;
  readonly kinds?: readonly (typeof KINDS)[number][];
}) {
  const t = useTexts();
  const language = useLanguage();
  const { plan } = run;
  const first = kinds.find((kind) => (plan?.[kind] ?? 0) > 0) ?? 'added';
  const [kind, setKind] = useState<(typeof KINDS)[number]>(first);
  const changes = useQuery({
    queryKey: ['source', run.sourceId, 'changes', run.id, kind],
    queryFn: ({ signal }) =>
      call<ListOf<PlannedChange>>('GET', `/sources/${run.sourceId}/runs/${run.id}/changes`, {
        signal,
        query: { kind, limit: 100 },
      }),
  });
  return (
    <section className={styles.part}>
      <h2>{t('sources:changes')}</h2>
      <p className={styles.hint}>{t('sources:changesWhat')}</p>
      <Select
        aria-label={t('sources:changes')}
        value={kind}
        onChange={(_event, data) => setKind(data.value as typeof kind)}
      >
        {kinds.map((one) => (
          <option key={one} value={one}>
            {`${t(`sources:changeKind.${one}`)} (${formatNumber(plan?.[one] ?? 0, language)})`}
          </option>
        ))}
      </Select>
      {changes.error !== null && <LoadError error={changes.error} onRetry={() => void changes.refetch()} />}
      {changes.data?.items.length === 0 && <p>{t('sources:changesNone')}</p>}
      {changes.data !== undefined && changes.data.items.length > 0 && (
        <PlainTable
          label={t('sources:changes')}
          heads={['UPN', t('sources:name'), t('sources:result')]}
          rows={changes.data.items.map((one) => ({
            key: one.externalId,
            cells: [
              one.upn,
              one.displayName,
              one.fields.length === 0
                ? t(`sources:changeKind.${kind}`)
                : one.fields.map((field) => `${field.before || '-'} → ${field.after || '-'}`).join(', '),
            ],
          }))}
        />
      )}
    </section>
  );
}
