import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useGoTo } from '../../ui/app-link.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { ActionError } from '../../ui/states.tsx';
import { DropFile } from './drop-file.tsx';
import { uploadCsv } from './use-import.ts';

/** A CSV of users: the file first; the server says what it would change. */
export function NewImportPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const isAdministrator = useIsAdministrator();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const upload = async (file: File) => {
    setBusy(true);
    setError(null);
    try {
      const { id } = await uploadCsv('users', file);
      goTo(`/imports/${id}`);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <>
      <PageHeader title={t('imports:title')} parents={[{ text: t('nav.users'), to: '/users' }]} />
      {isAdministrator ? (
        <>
          <DropFile
            accept=".csv,text/csv"
            text={t('imports:dropUsers')}
            isBusy={isBusy}
            onFile={(file) => void upload(file)}
          />
          {isBusy && <p role="status">{t('imports:uploading')}</p>}
          <ActionError error={error} />
        </>
      ) : (
        <p>{t('needsAdministrator')}</p>
      )}
    </>
  );
}
