import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { EvidenceItem, PcDiagnosis } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { Moment } from '../../ui/moment.tsx';
import { evidenceHref } from './addresses.ts';
import view from './diagnosis-view.module.css';
import styles from './pc-diagnosis-view.module.css';

const DIFFERS = ['name', 'serial', 'uuid'] as const;

function useDifference(): (item: EvidenceItem) => string {
  const t = useTexts();
  return (item) =>
    DIFFERS.filter((id) => item.differs.includes(id))
      .map((id) => t(`diagnosis:differsIn.${id}`))
      .join(t('diagnosis:comma'));
}

/** What should make one doubt the verdict: claimed only, or about another PC than the registry knows. */
export function EvidenceDoubts({ item }: { readonly item: EvidenceItem }) {
  const t = useTexts();
  const difference = useDifference();
  const isClaimed = item.proof === 'claim' || item.proof === 'pin';
  if (!isClaimed && item.differs.length === 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.doubts}>
      <MessageBarBody>
        {item.differs.length > 0 && t('diagnosis:differs', { what: difference(item) })}{' '}
        {isClaimed && t('diagnosis:claimedOnly')}
      </MessageBarBody>
    </MessageBar>
  );
}

/** The evidence that is kept of a PC: how its sender was known, how old it is, and what is odd about it. */
export function EvidenceList({ known }: { readonly known: PcDiagnosis }) {
  const t = useTexts();
  const language = useLanguage();
  const difference = useDifference();
  return (
    <section aria-labelledby="evidence" className={view.section}>
      <h2 id="evidence">{t('diagnosis:evidenceFiles')}</h2>
      <ul className={styles.items}>
        {known.evidence.map((item) => (
          <li key={item.id} className={styles.item}>
            <span className={styles.line}>
              <AppLink href={evidenceHref(known.pc, item.id)}>
                <Moment at={item.collectedAt ?? item.receivedAt} as="second" />
              </AppLink>
              <span className="keep">{t(`diagnosis:proof.${item.proof}`)}</span>
            </span>
            <span className="second">
              {t('diagnosis:kilobytes', { n: formatNumber(Math.max(1, Math.round(item.bytes / 1_000)), language) })}
              {item.times > 1 && (
                <>
                  {' · '}
                  {t('diagnosis:times', { count: item.times })} (<Moment at={item.lastAt} />)
                </>
              )}
              {item.redacted && ` · ${t('diagnosis:redacted')}`}
            </span>
            {item.differs.length > 0 && (
              <span className={styles.warn}>{t('diagnosis:differsShort', { what: difference(item) })}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
