import { Button, Link } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { call, rememberCsrfToken } from '../../api/client.ts';
import type { Me } from '../../api/types.ts';
import { changeLanguage, useLanguage, useTexts } from '../../i18n/texts.ts';
import { NewPasswordForm } from './new-password-form.tsx';
import { SignInForm } from './sign-in-form.tsx';
import styles from './sign-in-page.module.css';

/** Where the person wanted to go: a path of this console, nothing else. */
export function returnPath(search: string): string {
  const wanted = new URLSearchParams(search).get('return') ?? '/';
  const isInside = /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in');
  return isInside ? wanted : '/';
}

/** Who signed in; null while nobody has. */
async function findMe(): Promise<Me | null> {
  try {
    const me = await call<Me>('GET', '/me', { isSignIn: true });
    rememberCsrfToken(me.csrfToken);
    return me;
  } catch {
    return null;
  }
}

/** Sign-in, and the new password that follows a one-time password. */
export function SignInPage() {
  const t = useTexts();
  const language = useLanguage();
  // undefined: not known yet
  const [me, setMe] = useState<Me | null | undefined>(undefined);
  const arrive = async () => {
    const found = await findMe();
    if (found !== null && !found.operator.mustChangePassword) location.replace(returnPath(location.search));
    else setMe(found);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once, when the page opens
  useEffect(() => {
    void arrive();
  }, []);
  const isNew = me?.operator.mustChangePassword === true;
  const title = isNew ? t('sign-in:newPassword') : t('sign-in:title');
  useEffect(() => {
    document.title = `${title} - Baton`;
  }, [title]);
  const other = language === 'ja' ? 'en' : 'ja';
  const choose = async () => {
    localStorage.setItem('baton.language', other);
    await changeLanguage(other);
  };
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <span className={styles.product}>Baton</span>
        {me?.environment === 'training' && <span className={styles.environment}>{t('sign-in:training')}</span>}
        <span className={styles.language}>
          <Link as="button" lang={other} onClick={() => void choose()}>
            {other === 'en' ? 'English' : '日本語'}
          </Link>
        </span>
      </header>
      <main className={styles.main}>
        <h1>{title}</h1>
        {me === null && <SignInForm onSignedIn={() => void arrive()} />}
        {isNew && (
          <>
            <NewPasswordForm onChanged={() => void arrive()} />
            <Button
              appearance="subtle"
              onClick={() => void call('POST', '/sign-out', { body: {} }).finally(() => setMe(null))}
            >
              {t('sign-in:signOut')}
            </Button>
          </>
        )}
      </main>
    </div>
  );
}
