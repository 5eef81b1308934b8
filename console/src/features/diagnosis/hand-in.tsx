import { Button, Field, ProgressBar } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import type { HandedIn } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { ActionError, useErrorSentence } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { DropFiles } from './drop-files.tsx';
import styles from './pc-diagnosis-view.module.css';
import { BYTES_MOST, FILES_MOST, type HandedFile } from './read-dropped.ts';
import { uploadFiles } from './upload-files.ts';

/** Files that were copied from this PC by hand become evidence of it: kept under the name of who adds them, diagnosed at once. */
export function HandIn({ deviceId, name }: { readonly deviceId: string; readonly name: string }) {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const sentence = useErrorSentence();
  const [progress, setProgress] = useState<{ sent: number; total: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [doubted, setDoubted] = useState<{ files: readonly HandedFile[]; error: ApiError } | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  if (!isAdministrator) return <p className="second">{t('diagnosis:handIn.needsAdministrator')}</p>;

  const send = async (files: readonly HandedFile[], isConfirmed: boolean) => {
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    const mb = (n: number) => formatNumber(Math.ceil(n / 2 ** 20), language);
    setError(null);
    setRefused(null);
    if (files.length === 0) return;
    if (files.length > FILES_MOST) return setRefused(t('diagnosis:try.tooMany', { most: FILES_MOST }));
    if (bytes > BYTES_MOST) return setRefused(t('diagnosis:try.tooLarge', { size: mb(bytes), most: mb(BYTES_MOST) }));
    const controller = new AbortController();
    stop.current = controller;
    setProgress({ sent: 0, total: bytes });
    try {
      const handed = await uploadFiles<HandedIn>(
        `/devices/${deviceId}/evidence`,
        files,
        isConfirmed ? { confirm: true } : {},
        {
          onSent: (sent, total) => setProgress({ sent, total }),
          signal: controller.signal,
        },
      );
      await client.invalidateQueries({ queryKey: ['diagnosis', `d:${deviceId}`] });
      showToast(handed.isInForce ? t('diagnosis:handIn.done', { name }) : t('diagnosis:handIn.older', { name }));
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'EVIDENCE_OF_OTHER_PC') setDoubted({ files, error: failure });
      else if (!(failure instanceof DOMException)) setError(failure);
    } finally {
      setProgress(null);
    }
  };
  const isSent = progress !== null && progress.total > 0 && progress.sent >= progress.total;
  const percent = progress === null ? 0 : Math.floor((progress.sent / Math.max(1, progress.total)) * 100);
  const label = isSent ? t('diagnosis:try.reading') : t('diagnosis:try.sending', { percent });
  return (
    <div className={styles.handIn}>
      <DropFiles
        isBusy={progress !== null}
        isSmall
        lead={t('diagnosis:handIn.drop', { name })}
        note={t('diagnosis:handIn.kept', { files: FILES_MOST })}
        onFiles={(files) => void send(files, false)}
      />
      {progress !== null && (
        <div className={styles.sending}>
          <Field label={label}>
            <ProgressBar
              {...(isSent ? {} : { value: progress.sent, max: Math.max(1, progress.total) })}
              aria-label={label}
            />
          </Field>
          <Button size="small" onClick={() => stop.current?.abort()}>
            {t('diagnosis:try.stop')}
          </Button>
        </div>
      )}
      {refused !== null && <p role="alert">{refused}</p>}
      <ActionError error={error} />
      {doubted !== null && (
        <ConfirmDialog
          title={t('diagnosis:handIn.otherQuestion', { name })}
          action={t('diagnosis:handIn.otherYes')}
          onConfirm={() => send(doubted.files, true)}
          onClose={() => setDoubted(null)}
        >
          <p>{sentence(doubted.error)}</p>
          <p>{t('diagnosis:handIn.otherWhat')}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
