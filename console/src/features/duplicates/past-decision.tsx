import { Field, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { DuplicateDetail } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { AppLink } from '../../ui/app-link.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { showToast } from '../../ui/toasts.tsx';
import styles from './duplicates.module.css';

/** Who decided what and why, and taking it back; where that is no longer possible, the reason stands there. */
export function PastDecision({
  group,
  onChange,
}: {
  readonly group: DuplicateDetail;
  readonly onChange: (fresh: DuplicateDetail) => void;
}) {
  const t = useTexts();
  const say = useServerText();
  const [isAsking, setAsking] = useState(false);
  const kept = group.records.find(({ id }) => id === group.keptId);
  return (
    <section className={styles.part} aria-labelledby="decision">
      <h2 id="decision">{t('duplicates:decision')}</h2>
      <Facts
        items={[
          [t('duplicates:column.state'), t(`duplicates:state.${group.state}`)],
          [t('duplicates:decidedBy'), group.ruleId === null ? (group.decidedBy ?? '') : t('duplicates:byRule')],
          [t('duplicates:decidedAt'), <Moment key="at" at={group.decidedAt} as="minute" />],
          [t('duplicates:decidedWhy'), group.decidedWhy ?? t('none')],
          ...(kept === undefined
            ? []
            : [
                [
                  t('duplicates:keptRecord'),
                  <AppLink key="kept" href={`/devices/${kept.id}`}>
                    {kept.name}
                  </AppLink>,
                ] as const,
              ]),
          ...(group.merges.length === 0
            ? []
            : [
                [
                  t('duplicates:goneRecord'),
                  group.merges.map((merge) => merge.goneName).join(t('duplicates:between')),
                ] as const,
              ]),
        ]}
      />
      {group.undoRefusal !== null && <p className={styles.hint}>{say(group.undoRefusal)}</p>}
      <div className={styles.buttons}>
        <ActionButton
          blockedWhy={group.undoRefusal === null ? null : say(group.undoRefusal)}
          onClick={() => setAsking(true)}
        >
          {t('duplicates:undo')}
        </ActionButton>
      </div>
      {isAsking && <UndoDialog group={group} onChange={onChange} onClose={() => setAsking(false)} />}
    </section>
  );
}

function UndoDialog({
  group,
  onChange,
  onClose,
}: {
  readonly group: DuplicateDetail;
  readonly onChange: (fresh: DuplicateDetail) => void;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const [reason, setReason] = useState('');
  const undo = async () => {
    onChange(await call<DuplicateDetail>('POST', `/duplicates/${group.id}/undo`, { body: { reason: reason.trim() } }));
    showToast(t('duplicates:undone'));
  };
  return (
    <ConfirmDialog
      title={t('duplicates:undoQuestion')}
      action={t('duplicates:undo')}
      isBlocked={reason.trim() === ''}
      onConfirm={undo}
      onClose={onClose}
    >
      <p>{group.state === 'merged' ? t('duplicates:undoMergeWhat') : t('duplicates:undoApartWhat')}</p>
      <Field label={t('duplicates:reason')} required>
        <Textarea value={reason} maxLength={500} onChange={(_event, data) => setReason(data.value)} />
      </Field>
    </ConfirmDialog>
  );
}
