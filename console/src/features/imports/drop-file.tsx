import { Button } from '@fluentui/react-components';
import { ArrowUpload20Regular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import styles from './drop-file.module.css';

/** One file: dropped here, or chosen. */
export function DropFile({
  accept,
  text,
  isBusy,
  onFile,
}: {
  readonly accept: string;
  readonly text: string;
  readonly isBusy: boolean;
  readonly onFile: (file: File) => void;
}) {
  const t = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file !== undefined && !isBusy) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside is the first
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
        take(event.dataTransfer.files);
      }}
    >
      <p>{text}</p>
      <Button icon={<ArrowUpload20Regular />} disabled={isBusy} onClick={() => input.current?.click()}>
        {t('imports:choose')}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
    </div>
  );
}
