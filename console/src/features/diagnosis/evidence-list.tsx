import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { EvidenceItem, PcDiagnosis } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink } from '../../ui/app-link.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Moment } from '../../ui/moment.tsx';
import { showToast } from '../../ui/toasts.tsx';
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
  if (!isClaimed && item.proof !== 'operator' && item.differs.length === 0) return null;
  return (
    <MessageBar
      intent={isClaimed || item.differs.length > 0 ? 'warning' : 'info'}
      layout="multiline"
      className={styles.doubts}
    >
      <MessageBarBody>
        {item.differs.length > 0 && t('diagnosis:differs', { what: difference(item) })}{' '}
        {isClaimed && t('diagnosis:claimedOnly')}
        {item.proof === 'operator' && t('diagnosis:handedOnly', { name: item.handedBy ?? '' })}
      </MessageBarBody>
    </MessageBar>
  );
}

/** The evidence that is kept of a PC: how its sender was known, how old it is, and what is odd about it. */
export function EvidenceList({ known }: { readonly known: PcDiagnosis }) {
  const t = useTexts();
  const language = useLanguage();
  const difference = useDifference();
  const [undone, setUndone] = useState<EvidenceItem | null>(null);
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
              <span className="keep">
                {item.handedBy === null
                  ? t(`diagnosis:proof.${item.proof}`)
                  : t('diagnosis:handedBy', { name: item.handedBy })}
              </span>
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
            {item.proof === 'operator' && known.deviceId !== null && (
              <span>
                <ActionButton size="small" onClick={() => setUndone(item)}>
                  {t('diagnosis:handIn.undo')}
                </ActionButton>
              </span>
            )}
          </li>
        ))}
      </ul>
      {undone !== null && known.deviceId !== null && (
        <UndoDialog item={undone} deviceId={known.deviceId} name={known.name} onClose={() => setUndone(null)} />
      )}
    </section>
  );
}

function UndoDialog({
  item,
  deviceId,
  name,
  onClose,
}: {
  readonly item: EvidenceItem;
  readonly deviceId: string;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const client = useQueryClient();
  const undo = async () => {
    await call('DELETE', `/devices/${deviceId}/evidence/${item.id}`);
    await client.resetQueries({ queryKey: ['diagnosis', `d:${deviceId}`] });
    showToast(t('diagnosis:handIn.undone', { name }));
  };
  return (
    <ConfirmDialog
      title={t('diagnosis:handIn.undoQuestion', { name })}
      action={t('diagnosis:handIn.undo')}
      isDanger
      onConfirm={undo}
      onClose={onClose}
    >
      <p>{t('diagnosis:handIn.undoWhat')}</p>
    </ConfirmDialog>
  );
}
