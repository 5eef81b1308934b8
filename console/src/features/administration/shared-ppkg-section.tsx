import { ArrowDownload20Regular, ArrowUpload20Regular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { call, saveFile } from '../../api/client.ts';
import type { SharedPpkg } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyText, ShortId } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ActionError, LoadError, Loading } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import styles from './settings-page.module.css';

/** The shared provisioning package: customizations.xml is handed out, the file built with it is uploaded. */
export function SharedPpkgSection() {
  const t = useTexts();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const shared = useQuery({
    queryKey: ['shared-ppkg'],
    queryFn: ({ signal }) => call<SharedPpkg>('GET', '/shared-ppkg', { signal }),
  });
  const mint = async () => {
    await saveFile('POST', '/shared-ppkg/customizations', { body: {} });
    await client.invalidateQueries({ queryKey: ['shared-ppkg'] });
  };
  const upload = async (file: File | undefined) => {
    if (file === undefined) return;
    setError(null);
    try {
      client.setQueryData(['shared-ppkg'], await call<SharedPpkg>('PUT', '/shared-ppkg', { body: new Blob([file]) }));
      showToast(t('saved', { name: file.name }));
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <section className={styles.section} aria-labelledby="shared-ppkg">
      <h2 id="shared-ppkg">{t('admin:sharedPpkg')}</h2>
      <p>{t('admin:sharedPpkgWhat')}</p>
      {shared.error !== null && <LoadError error={shared.error} onRetry={() => void shared.refetch()} />}
      {shared.data === undefined && shared.error === null && <Loading rows={3} />}
      {shared.data !== undefined && (
        <>
          <Facts
            isWide
            items={[
              [t('admin:sharedState'), t(`admin:sharedStates.${shared.data.state}`)],
              ['UPN', shared.data.upn === null ? t('none') : <CopyText key="upn" value={shared.data.upn} />],
              ['SHA-256', shared.data.sha256 === null ? t('none') : <ShortId key="sha" id={shared.data.sha256} />],
              [t('admin:uploadedAt'), <Moment key="at" at={shared.data.uploadedAt} as="minute" />],
            ]}
          />
          <div className={styles.buttons}>
            <ActionButton icon={<ArrowDownload20Regular />} onClick={() => setAsking(true)}>
              {t('admin:mint')}
            </ActionButton>
            <ActionButton
              icon={<ArrowUpload20Regular />}
              blockedWhy={shared.data.state === 'none' ? t('admin:mintFirst') : null}
              onClick={() => input.current?.click()}
            >
              {t('admin:upload')}
            </ActionButton>
            <input
              ref={input}
              type="file"
              accept=".ppkg"
              hidden
              tabIndex={-1}
              onChange={(event) => void upload(event.target.files?.[0])}
            />
          </div>
        </>
      )}
      <ActionError error={error} />
      {isAsking && (
        <ConfirmDialog
          title={t('admin:mintQuestion')}
          action={t('admin:mint')}
          onConfirm={mint}
          onClose={() => setAsking(false)}
        >
          <p>{t('admin:mintWhat')}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
