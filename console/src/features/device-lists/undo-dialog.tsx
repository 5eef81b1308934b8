import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { DeviceList } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { showToast } from '../../ui/toasts.tsx';

/** Asks before a whole list is taken back. */
export function UndoDialog({
  list,
  onUndone,
  onClose,
}: {
  readonly list: Pick<DeviceList, 'id' | 'fileName' | 'pcs'>;
  readonly onUndone: () => void;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const undo = async () => {
    await call<null>('POST', `/device-lists/${list.id}/undo`, { body: {} });
    for (const key of [['list', '/labels'], ['labels']]) client.removeQueries({ queryKey: key });
    showToast(t('labels:undoneToast', { file: list.fileName }));
    onUndone();
  };
  return (
    <ConfirmDialog
      title={t('labels:undoTitle', { file: list.fileName })}
      action={t('labels:undo')}
      onConfirm={undo}
      onClose={onClose}
    >
      <p>{t('labels:undoWhat', { count: list.pcs, n: formatNumber(list.pcs, language) })}</p>
    </ConfirmDialog>
  );
}
