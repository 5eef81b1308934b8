import { Button, Field, Input, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { ApiError, call } from '../../api/client.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import styles from './sign-in-page.module.css';

const SHORTEST = 12;

/** Changes the password of the person who is signed in. */
export function NewPasswordForm({ onChanged }: { readonly onChanged: () => void }) {
  const t = useTexts();
  const say = useServerText();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const isShort = next.length < SHORTEST;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isShort) return;
    setError(null);
    try {
      await call('POST', '/me/password', { body: { currentPassword: current, newPassword: next } });
      setCurrent('');
      setNext('');
      setTried(false);
      onChanged();
    } catch (failure) {
      setError(failure instanceof ApiError && failure.text !== null ? say(failure.text) : t('sign-in:unreachable'));
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      {error !== null && (
        <MessageBar intent="error" layout="multiline" role="alert">
          <MessageBarBody>{error}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t('sign-in:currentPassword')}>
        <Input
          type="password"
          autoComplete="current-password"
          maxLength={1024}
          value={current}
          onChange={(_event, data) => setCurrent(data.value)}
        />
      </Field>
      <Field
        label={t('sign-in:newPasswordField')}
        hint={t('sign-in:passwordRule')}
        {...(isTried && isShort ? { validationMessage: t('sign-in:passwordRule') } : {})}
      >
        <Input
          type="password"
          autoComplete="new-password"
          maxLength={1024}
          value={next}
          onChange={(_event, data) => setNext(data.value)}
        />
      </Field>
      <Button type="submit" appearance="primary">
        {t('sign-in:setPassword')}
      </Button>
    </form>
  );
}
