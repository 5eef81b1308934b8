import { CheckmarkCircle16Filled, CircleHint16Regular, Warning16Filled } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import type { DuplicateDetail, DuplicateKey } from '../../api/types.ts';
import { formatMinute, formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useZone } from '../../ui/person.tsx';
import { Badge, StateBadge } from '../../ui/state-badge.tsx';
import { KEYS } from './duplicate-words.tsx';
import styles from './duplicates.module.css';

type PcRecord = DuplicateDetail['records'][number];

/** The facts of all records side by side; of each key it is said whether they agree. */
export function EvidenceTable({ group }: { readonly group: DuplicateDetail }) {
  const t = useTexts();
  const language = useLanguage();
  const { records, size } = group;
  const facts = useFacts();
  const isPart = group.state !== 'merged' && size > records.length;
  return (
    <div className={styles.part}>
      <h2>{t('duplicates:evidence')}</h2>
      {isPart && (
        <p className={styles.hint}>
          {t('duplicates:shownOf', {
            n: formatNumber(size, language),
            shown: formatNumber(records.length, language),
          })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={t('duplicates:evidence')}>
        <table className={styles.evidence}>
          <thead>
            <tr>
              <th scope="col">{t('duplicates:column.records')}</th>
              {records.length > 1 && <th scope="col">{t('duplicates:compared')}</th>}
              {records.map((record) => (
                <th key={record.id} scope="col">
                  <AppLink href={`/devices/${record.id}`}>{record.name}</AppLink>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {facts.map(({ id, title, key, cell }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                {records.length > 1 && <td>{key !== undefined && <Compared group={group} of={key} />}</td>}
                {records.map((record) => (
                  <td key={record.id}>{cell(record)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Compared({ group, of }: { readonly group: DuplicateDetail; readonly of: DuplicateKey }) {
  const t = useTexts();
  if (group.comparison.equal.includes(of))
    return <Badge icon={CheckmarkCircle16Filled} tone="success" text={t('duplicates:equal')} />;
  if (group.comparison.different.includes(of))
    return <Badge icon={Warning16Filled} tone="warning" text={t('duplicates:different')} />;
  return <Badge icon={CircleHint16Regular} tone="neutral" text={t('duplicates:unknown')} />;
}

interface Fact {
  readonly id: string;
  readonly title: string;
  /** Where the fact is one of the keys by which records are compared. */
  readonly key?: DuplicateKey;
  readonly cell: (record: PcRecord) => ReactNode;
}

function useFacts(): readonly Fact[] {
  const t = useTexts();
  const language = useLanguage();
  const zone = useZone();
  const known = (value: string | null) => (value === null || value === '' ? t('notSeen') : value);
  const keys: Fact[] = KEYS.map((key) => ({
    id: key,
    key,
    title: t(`duplicates:key.${key}`),
    cell: (record) => {
      if (key === 'name') return record.name;
      if (key === 'mac') return record.macs.length === 0 ? t('notSeen') : record.macs.join(' ');
      return record[key] === null ? t('notSeen') : <span className={styles.value}>{record[key]}</span>;
    },
  }));
  return [
    ...keys,
    { id: 'domain', title: t('duplicates:fact.domain'), cell: (record) => known(record.domain) },
    {
      id: 'model',
      title: t('duplicates:fact.model'),
      cell: (record) => known([record.maker, record.model].filter(Boolean).join(' ')),
    },
    {
      id: 'state',
      title: t('duplicates:fact.state'),
      cell: (record) => <StateBadge state={record.state as Parameters<typeof StateBadge>[0]['state']} />,
    },
    {
      id: 'enrollment',
      title: t('duplicates:fact.enrollment'),
      cell: (record) => {
        if (record.livingSince !== null)
          return t('duplicates:since', { time: formatMinute(record.livingSince, zone, language) });
        return record.isClaiming ? t('duplicates:claiming') : t('duplicates:noEnrollment');
      },
    },
    {
      id: 'certificate',
      title: t('duplicates:fact.certificate'),
      cell: (record) => <Moment at={record.certificateUntil} as="minute" />,
    },
    {
      id: 'last',
      title: t('duplicates:fact.lastContactAt'),
      cell: (record) => <Moment at={record.lastContactAt} as="minute" absent={t('notSeen')} />,
    },
    {
      id: 'enrolled',
      title: t('duplicates:fact.enrolledAt'),
      cell: (record) => <Moment at={record.enrolledAt} as="minute" absent={t('none')} />,
    },
    {
      id: 'created',
      title: t('duplicates:fact.createdAt'),
      cell: (record) => <Moment at={record.createdAt} as="minute" />,
    },
    {
      id: 'stage',
      title: t('duplicates:fact.stage'),
      cell: (record) => (record.stage === null ? t('notSeen') : t(`stage.${record.stage as 'script-ran'}`)),
    },
    { id: 'user', title: t('duplicates:fact.user'), cell: (record) => known(record.userName) },
    { id: 'package', title: t('duplicates:fact.package'), cell: (record) => record.packageName ?? t('none') },
    {
      id: 'listed',
      title: t('duplicates:fact.listedIn'),
      cell: (record) => (record.listedIn.length === 0 ? t('none') : record.listedIn.join(t('duplicates:between'))),
    },
  ];
}
