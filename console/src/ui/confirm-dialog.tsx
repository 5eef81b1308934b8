import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import styles from './confirm-dialog.module.css';
import { ActionError } from './states.tsx';

/**
 * Asks once before something that is not undone by itself: the question names the object, the text says what stops and
 * what does not. The focus begins on [キャンセル]; the button says verb and object.
 */
export function ConfirmDialog({
  title,
  children,
  action,
  isDanger = false,
  isBlocked = false,
  onConfirm,
  onClose,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly isDanger?: boolean;
  readonly isBlocked?: boolean;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const [error, setError] = useState<unknown>(null);
  const [isRunning, setRunning] = useState(false);
  const run = async () => {
    setRunning(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
      setRunning(false);
    }
  };
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {children}
            <ActionError error={error} />
          </DialogContent>
          <DialogActions fluid>
            <Button autoFocus onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              appearance="primary"
              className={isDanger ? styles.danger : undefined}
              disabled={isRunning || isBlocked}
              onClick={() => void run()}
            >
              {action}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
