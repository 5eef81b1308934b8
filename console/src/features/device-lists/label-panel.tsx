import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Label, PcLabels } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { diagnosisHref } from '../diagnosis/addresses.ts';
import { FindingCard } from '../diagnosis/finding-card.tsx';
import { JudgementBadge, useSaysText } from './label-words.tsx';
import styles from './labels-page.module.css';

const DAY = 86_400_000;
/** From this age on it is said that a list may no longer be so. */
const OLD_DAYS = 30;

/** What consoles say of one PC, what its evidence says, and what to do. */
export function LabelPanel({ label, onClose }: { readonly label: Label; readonly onClose: () => void }) {
  const t = useTexts();
  const { pc, name } = label;
  const query = useQuery({
    queryKey: ['labels', pc],
    queryFn: ({ signal }) => call<PcLabels>('GET', `/labels/pcs/${encodeURIComponent(pc)}`, { signal }),
  });
  const known = query.data;
  return (
    <SidePanel title={name} onClose={onClose}>
      <div className={styles.stack}>
        {query.error !== null && <LoadError error={query.error} onRetry={() => void query.refetch()} />}
        {known === undefined && query.error === null && <Loading rows={10} />}
        {known?.labels.map((each) => (
          <OneLabel key={each.source} label={each} asOf={known.asOf} />
        ))}
        {known?.findings.map((finding) => (
          <FindingCard key={finding.id} finding={finding} />
        ))}
        {label.evidenceAt === null ? (
          <p>{t('labels:noEvidence')}</p>
        ) : (
          <AppLink href={diagnosisHref(pc)}>{t('labels:openDiagnosis')}</AppLink>
        )}
      </div>
    </SidePanel>
  );
}

function OneLabel({ label, asOf }: { readonly label: Label; readonly asOf: string }) {
  const t = useTexts();
  const say = useServerText();
  const saysText = useSaysText();
  const doubts = useDoubts(label, asOf);
  return (
    <section className={styles.label} aria-label={t(`labels:source.${label.source}`)}>
      <Facts
        items={[
          [t(`labels:source.${label.source}`), saysText(label.says)],
          [t('labels:column.judgement'), <JudgementBadge key="judgement" judgement={label.judgement} />],
          [t('labels:column.state'), label.state === null ? t('notSeen') : say(label.state.title)],
          [t('labels:column.exported'), <Moment key="exported" at={label.exportedAt} as="minute" />],
          [t('labels:column.seen'), <Moment key="seen" at={label.seenAt} as="minute" absent={t('notSeen')} />],
          [
            t('labels:column.evidence'),
            <Moment key="evidence" at={label.evidenceAt} as="minute" absent={t('notSeen')} />,
          ],
          [
            t('labels:foundBy'),
            label.nameInList === label.name || label.nameInList === ''
              ? t(`labels:way.${label.way}`)
              : t('labels:foundByOther', { way: t(`labels:way.${label.way}`), name: label.nameInList }),
          ],
          [
            t('labels:column.list'),
            <AppLink key="list" href={`/diagnosis/lists/${label.listId}`}>
              {t('labels:fileLine', { file: label.fileName, line: label.line })}
            </AppLink>,
          ],
        ]}
      />
      {doubts.map((doubt) => (
        <Verdict key={doubt} severity="info">
          {doubt}
        </Verdict>
      ))}
    </section>
  );
}

/** Why a label may be judged by what is no longer so. */
function useDoubts(label: Label, asOf: string): readonly string[] {
  const t = useTexts();
  const exported = Date.parse(label.exportedAt);
  const listDays = Math.floor((Date.parse(asOf) - exported) / DAY);
  const evidenceDays = label.evidenceAt === null ? 0 : Math.floor((exported - Date.parse(label.evidenceAt)) / DAY);
  return [
    ...(listDays >= OLD_DAYS ? [t('labels:oldList', { count: listDays })] : []),
    ...(evidenceDays >= 7 ? [t('labels:oldEvidence', { count: evidenceDays })] : []),
    ...(label.isMissingInNewest ? [t('labels:missing')] : []),
  ];
}
