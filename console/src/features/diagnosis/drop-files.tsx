import { Button } from '@fluentui/react-components';
import { DocumentAdd20Regular, FolderAdd20Regular } from '@fluentui/react-icons';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import styles from './drop-files.module.css';
import { FILES_MOST, type HandedFile, readChosen, readDropped } from './read-dropped.ts';

/** Files, folders and archives: dropped here, or chosen by one of the buttons. */
export function DropFiles({
  isBusy,
  isSmall,
  lead,
  note,
  onFiles,
}: {
  readonly isBusy: boolean;
  /** There is a result already: the zone gives it room. */
  readonly isSmall: boolean;
  /** What is to be dropped, and what becomes of it; the words of diagnosing in place where absent. */
  readonly lead?: string;
  readonly note?: string;
  readonly onFiles: (files: readonly HandedFile[]) => void;
}) {
  const t = useTexts();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // React knows no such attribute
    folder.current?.setAttribute('webkitdirectory', '');
  }, []);
  const take = (list: FileList | null) => {
    if (list !== null && list.length > 0 && !isBusy) onFiles(readChosen(list));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons inside are the first
    <div
      className={styles.zone}
      data-over={isOver}
      data-small={isSmall}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!isBusy) void readDropped(event.dataTransfer.items).then(onFiles);
      }}
    >
      <p className={styles.lead}>{isOver ? t('diagnosis:try.dropNow') : (lead ?? t('diagnosis:try.drop'))}</p>
      <div className={styles.buttons}>
        <Button
          appearance="primary"
          icon={<DocumentAdd20Regular />}
          disabledFocusable={isBusy}
          onClick={() => files.current?.click()}
        >
          {t('diagnosis:try.chooseFiles')}
        </Button>
        <Button icon={<FolderAdd20Regular />} disabledFocusable={isBusy} onClick={() => folder.current?.click()}>
          {t('diagnosis:try.chooseFolder')}
        </Button>
      </div>
      <p className="second">{t('diagnosis:try.what')}</p>
      <p className="second">{note ?? t('diagnosis:try.notKept', { files: FILES_MOST })}</p>
      {([files, folder] as const).map((input, index) => (
        <input
          // biome-ignore lint/suspicious/noArrayIndexKey: there are two
          key={index}
          ref={input}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={index === 0 ? t('diagnosis:try.chooseFiles') : t('diagnosis:try.chooseFolder')}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      ))}
    </div>
  );
}
