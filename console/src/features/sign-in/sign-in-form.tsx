import { Button, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import styles from './sign-in-page.module.css';

/** User name and password. What the server answers to a wrong one says no more than that they do not fit. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const t = useTexts();
  const say = useServerText();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (userName === '' || password === '') return;
    setRunning(true);
    setError(null);
    try {
      await call('POST', '/sign-in', { body: { userName, password }, isSignIn: true });
      onSignedIn();
    } catch (failure) {
      setError(sentenceOf(failure));
      setRunning(false);
    }
  };
  const sentenceOf = (failure: unknown) => {
    if (!(failure instanceof ApiError) || failure.status === 0) return t('sign-in:unreachable');
    if (failure.status === 429) return t('sign-in:throttled', { seconds: failure.retryAfterSeconds ?? 30 });
    if (failure.status === 401) return t('sign-in:wrong');
    return failure.text === null ? t('sign-in:unreachable') : say(failure.text);
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      {error !== null && (
        <MessageBar intent="error" layout="multiline" role="alert">
          <MessageBarBody>{error}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t('sign-in:userName')}>
        <Input
          autoFocus
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={256}
          value={userName}
          onChange={(_event, data) => setUserName(data.value)}
        />
      </Field>
      <Field label={t('sign-in:password')}>
        <Input
          name="password"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          onChange={(_event, data) => setPassword(data.value)}
          contentAfter={
            <Button size="small" appearance="transparent" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? t('sign-in:hide') : t('sign-in:show')}
            </Button>
          }
        />
      </Field>
      <Button type="submit" appearance="primary" disabled={isRunning}>
        {t('sign-in:submit')}
      </Button>
    </form>
  );
}
