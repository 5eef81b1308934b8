import { Button } from '@fluentui/react-components';
import { ArrowUpload20Regular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { ActionError } from '../../ui/states.tsx';
import styles from './drop-file.module.css';
import { FILE_LIMIT_MB } from './use-import.ts';

/** One CSV: dropped here, or chosen by the button. A file above the limit is refused before it is sent. */
export function DropFile({
  text,
  isPrimary,
  accept = '.csv,.txt,text/csv',
  onFile,
}: {
  readonly text: string;
  /** The button is the first action of its page. */
  readonly isPrimary: boolean;
  /** Which files the browser offers to choose from. */
  readonly accept?: string;
  /** Resolves when the server has the file. */
  readonly onFile: (file: File) => Promise<void>;
}) {
  const t = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [isTooLarge, setTooLarge] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const take = async (files: FileList | null) => {
    const file = files?.[0];
    if (file === undefined || isBusy) return;
    setError(null);
    setTooLarge(file.size > FILE_LIMIT_MB * 2 ** 20);
    if (file.size > FILE_LIMIT_MB * 2 ** 20) return;
    setBusy(true);
    try {
      await onFile(file);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside is the first */}
      <div
        className={styles.zone}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer.files);
        }}
      >
        <p>{text}</p>
        <Button
          appearance={isPrimary ? 'primary' : 'secondary'}
          icon={<ArrowUpload20Regular />}
          disabledFocusable={isBusy}
          onClick={() => input.current?.click()}
        >
          {t('imports:choose')}
        </Button>
        <p className="second">{t('imports:limits', { limit: FILE_LIMIT_MB })}</p>
        <input
          ref={input}
          type="file"
          accept={accept}
          aria-label={t('imports:choose')}
          hidden
          tabIndex={-1}
          onChange={(event) => {
            void take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      <p role="status">{isBusy ? t('imports:uploading') : ''}</p>
      {isTooLarge && (
        <p role="alert" className={styles.tooLarge}>
          {t('imports:tooLarge', { limit: FILE_LIMIT_MB })}
        </p>
      )}
      <ActionError error={error} />
    </>
  );
}
