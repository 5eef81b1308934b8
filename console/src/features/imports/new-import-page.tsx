import { useTexts } from '../../i18n/texts.ts';
import { useGoTo } from '../../ui/app-link.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { DropFile } from './drop-file.tsx';
import styles from './import-page.module.css';
import { RecentImports } from './recent-imports.tsx';
import { uploadCsv } from './use-import.ts';

/** A CSV of users: the file first; the server says what it would change. Below, what was imported lately. */
export function NewImportPage() {
  const t = useTexts();
  const goTo = useGoTo();
  const isAdministrator = useIsAdministrator();
  return (
    <>
      <PageHeader title={t('imports:title')} parents={[{ text: t('nav.users'), to: '/users' }]} />
      {isAdministrator ? (
        <div className={styles.drop}>
          <DropFile
            text={t('imports:dropUsers')}
            isPrimary
            onFile={async (file) => goTo(`/imports/${(await uploadCsv('users', file)).id}`)}
          />
        </div>
      ) : (
        <p>{t('needsAdministrator')}</p>
      )}
      <RecentImports />
    </>
  );
}
