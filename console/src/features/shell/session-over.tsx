import { Dialog, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { call, rememberCsrfToken } from '../../api/client.ts';
import type { Me } from '../../api/types.ts';
import { loadTexts, useTexts } from '../../i18n/texts.ts';
import { SignInForm } from '../sign-in/sign-in-form.tsx';

/** Asks to sign in again over the page, so that what was typed there stays; the call that was refused is then made again. */
export function SessionOver({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const t = useTexts();
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    void loadTexts('sign-in').then(() => setReady(true));
  }, []);
  const goOn = async () => {
    const me = await call<Me>('GET', '/me', { isSignIn: true });
    rememberCsrfToken(me.csrfToken);
    onSignedIn();
  };
  if (!isReady) return null;
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('sign-in:title')}</DialogTitle>
          <DialogContent>
            <p style={{ marginBottom: 16 }}>{t('sessionOver')}</p>
            <SignInForm onSignedIn={() => void goOn()} />
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
