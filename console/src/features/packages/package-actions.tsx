import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowDownload20Regular, MoreHorizontal20Regular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, saveFile } from '../../api/client.ts';
import type { Package } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useIsAdministrator } from '../../ui/person.tsx';
import { ActionError } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { ExtendDialog } from './extend-dialog.tsx';

/** Download, extend, revoke: the life of a package's PINs. */
export function PackageActions({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const language = useLanguage();
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const [asked, setAsked] = useState<'extend' | 'revoke' | 'replace' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(false);
  const outstanding = Math.max(0, (pkg.planned ?? 0) - (pkg.funnel.at(-1)?.reached ?? 0));
  const isRevoked = pkg.state === 'revoked';
  const download = async (replace: boolean) => {
    setError(null);
    setLoading(true);
    try {
      await saveFile('POST', `/packages/${pkg.id}/downloads`, { body: { replace, language } });
      showToast(t('package:downloaded', { name: pkg.name }));
      await client.invalidateQueries({ queryKey: ['package', pkg.id] });
    } catch (failure) {
      if (replace) throw failure;
      setError(failure);
    } finally {
      setLoading(false);
    }
  };
  const revoke = async () => {
    client.setQueryData(
      ['package', pkg.id],
      await call<Package>('POST', `/packages/${pkg.id}/revocation`, { body: {} }),
    );
    showToast(t('package:revoked', { name: pkg.name }));
  };
  const notYet = pkg.roster.state === 'ready' ? null : t('package:rosterNotReady');
  const remaining =
    pkg.planned === null
      ? t('package:revokeWhatUnknown')
      : t('package:revokeWhat', { count: outstanding, n: formatNumber(outstanding, language) });
  return (
    <>
      <ActionButton
        appearance="primary"
        icon={<ArrowDownload20Regular />}
        blockedWhy={isRevoked ? t('package:isRevoked') : notYet}
        disabled={isLoading}
        onClick={() => void download(false)}
      >
        {t('package:download')}
      </ActionButton>
      <ActionButton
        blockedWhy={isRevoked || pkg.downloads.count === 0 ? t('package:noPin') : null}
        onClick={() => setAsked('extend')}
      >
        {t('package:extend')}
      </ActionButton>
      <ActionButton blockedWhy={isRevoked ? t('package:isRevoked') : null} onClick={() => setAsked('revoke')}>
        {t('package:revoke')}
      </ActionButton>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<MoreHorizontal20Regular />} aria-label={t('package:more')} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem
              disabled={!isAdministrator || isRevoked || pkg.downloads.count === 0}
              onClick={() => setAsked('replace')}
            >
              {t('package:replace')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      <ActionError error={error} />
      {asked === 'extend' && <ExtendDialog id={pkg.id} onClose={() => setAsked(null)} />}
      {asked === 'revoke' && (
        <ConfirmDialog
          title={t('package:revokeQuestion', { name: pkg.name })}
          action={t('package:revoke')}
          isDanger
          onConfirm={revoke}
          onClose={() => setAsked(null)}
        >
          <p>{remaining}</p>
          <p>{t('package:revokeNot')}</p>
        </ConfirmDialog>
      )}
      {asked === 'replace' && (
        <ConfirmDialog
          title={t('package:replaceQuestion', { name: pkg.name })}
          action={t('package:replace')}
          isDanger
          onConfirm={() => download(true)}
          onClose={() => setAsked(null)}
        >
          <p>{t('package:replaceWhat', { count: pkg.downloads.count })}</p>
          <p>{t('package:revokeNot')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
