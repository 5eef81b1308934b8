import { Button } from '@fluentui/react-components';
import { Fragment, type ReactNode, useId, useState } from 'react';
import type { Funnel } from '../api/types.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useTexts } from '../i18n/texts.ts';
import { AppLink } from './app-link.tsx';
import styles from './hand-over.module.css';

/** What a number counts: PCs that reached a stage, or PCs that stand right before it, by kind. */
export type Counted = 'reached' | 'notSeen' | 'waiting' | 'failed' | 'inProgress';
const LOSSES = ['notSeen', 'waiting', 'failed', 'inProgress'] as const;
const BAR_HEIGHT = 96;
const BAR_WIDTH = 100;

/**
 * From the old platform to both: six stages, each as high as the PCs that reached it, on one scale from none to the planned
 * number. Below a stage stand the PCs that did not get there yet, by kind. The same content is there as a table.
 */
export function HandOver({
  funnel,
  planned,
  left,
  right,
  rightDetail,
  hrefOf,
}: {
  readonly funnel: Funnel;
  readonly planned: number | null;
  /** PCs that only the old platform manages; null where nobody knows. */
  readonly left: number | null;
  readonly right: number;
  readonly rightDetail?: string | undefined;
  /** The list behind a number, made by the same query. */
  readonly hrefOf: (column: number, counted: Counted) => string;
}) {
  const t = useTexts();
  const language = useLanguage();
  const titleId = useId();
  const [isTable, setTable] = useState(false);
  const number = (value: number) => formatNumber(value, language);
  const top = Math.max(planned ?? 0, ...funnel.map((column) => column.reached), 1);
  const pcs = (value: number) => t('pcs', { count: value, n: number(value) });
  // PCs that are only planned are in no list that a number could lead to
  const isInList = (column: number, counted: Counted) => counted !== 'notSeen' || (funnel[column]?.unlisted ?? 0) === 0;
  const link = (column: number, counted: Counted, value: number, text: ReactNode, label: string) =>
    value === 0 || !isInList(column, counted) ? (
      <span>{text}</span>
    ) : (
      <AppLink href={hrefOf(column, counted)} aria-label={label}>
        {text}
      </AppLink>
    );
  return (
    <section aria-labelledby={titleId} className={styles.section}>
      <div className={styles.title}>
        <h2 id={titleId}>{t('handOver.title')}</h2>
        <span>
          {planned === null
            ? t('handOver.plannedUnknown')
            : t('handOver.planned', { count: planned, n: number(planned) })}
        </span>
        <Button
          size="small"
          appearance="transparent"
          className={styles.toggle}
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? t('handOver.asDrawing') : t('handOver.asTable')}
        </Button>
      </div>
      {isTable ? (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('stageHead')}</th>
                <th scope="col">{t('handOver.reached')}</th>
                {LOSSES.map((kind) => (
                  <th key={kind} scope="col">
                    {t(`handOver.${kind}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {funnel.map((column, index) => (
                <tr key={column.stage}>
                  <th scope="row">{t(`stage.${column.stage}`)}</th>
                  {(['reached', ...LOSSES] as const).map((kind) => (
                    <td key={kind}>
                      {link(
                        index,
                        kind,
                        column[kind],
                        number(column[kind]),
                        `${t(`stage.${column.stage}`)} ${t(`handOver.${kind}`)} ${pcs(column[kind])}`,
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div className={styles.scroll}>
          <div className={styles.drawing}>
            <div className={styles.end}>
              <span className={styles.endName}>{t('handOver.left')}</span>
              <span className={styles.endNumber}>{left === null ? t('handOver.unknown') : pcs(left)}</span>
            </div>
            <ol className={styles.columns}>
              {funnel.map((column, index) => (
                <li key={column.stage} className={styles.column}>
                  <span className={styles.reached}>
                    {link(
                      index,
                      'reached',
                      column.reached,
                      number(column.reached),
                      `${t(`stage.${column.stage}`)} ${pcs(column.reached)}`,
                    )}
                  </span>
                  <Bar part={column.reached / top} plannedPart={planned === null ? null : planned / top} />
                  <span className={styles.name}>
                    <span className={styles.full}>{t(`stage.${column.stage}`)}</span>
                    <span className={styles.short} aria-hidden="true">
                      {t(`stageShort.${column.stage}`)}
                    </span>
                  </span>
                  <span className={styles.losses}>
                    {LOSSES.filter((kind) => column[kind] > 0).map((kind) => (
                      <Fragment key={kind}>
                        <span className={`${styles.loss} ${kind === 'failed' ? styles.failed : ''}`}>
                          {link(
                            index,
                            kind,
                            column[kind],
                            `${t(`handOver.${kind}`)} ${number(column[kind])}`,
                            `${t(`stage.${column.stage}`)}: ${t(`handOver.${kind}`)} ${pcs(column[kind])}`,
                          )}
                        </span>
                      </Fragment>
                    ))}
                  </span>
                </li>
              ))}
            </ol>
            <div className={styles.end}>
              <span className={styles.endName}>{t('handOver.right')}</span>
              <span className={styles.endNumber}>{pcs(right)}</span>
              {rightDetail !== undefined && <span className="second">{rightDetail}</span>}
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

function Bar({ part, plannedPart }: { readonly part: number; readonly plannedPart: number | null }) {
  const height = part === 0 ? 0 : Math.max(2, part * BAR_HEIGHT);
  return (
    <svg
      className={styles.bar}
      viewBox={`0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {plannedPart !== null && (
        <rect
          className={styles.plannedBar}
          x="0.5"
          width={BAR_WIDTH - 1}
          y={BAR_HEIGHT - plannedPart * BAR_HEIGHT + 0.5}
          height={Math.max(0, plannedPart * BAR_HEIGHT - 1)}
          vectorEffect="non-scaling-stroke"
        />
      )}
      <rect
        className={styles.reachedBar}
        width={BAR_WIDTH}
        height={BAR_HEIGHT}
        style={{ transform: `scaleY(${height / BAR_HEIGHT})` }}
      />
    </svg>
  );
}
