import { Button, Field, Input, MessageBar, MessageBarBody, makeStyles } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { ApiError, call, type Text } from '../../api/client.ts';
import { changeLanguage } from '../../i18n/i18n.ts';
import { useWords } from '../../i18n/use-text.ts';

const useStyles = makeStyles({
  form: { maxWidth: '360px', margin: '12vh auto 0', display: 'grid', gap: '16px', padding: '0 16px' },
  title: { fontSize: '28px', lineHeight: '36px', margin: 0 },
  top: { display: 'flex', justifyContent: 'space-between', alignItems: 'center' },
});

/** Sign-in; after a one-time password a new one is set before anything else. */
export function SignIn({ mustChange, done }: { readonly mustChange: boolean; readonly done: () => void }) {
  const styles = useStyles();
  const { t, pick, language } = useWords();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [problem, setProblem] = useState<Text | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      if (mustChange) await call('POST', '/me/password', { currentPassword: password, newPassword });
      else await call('POST', '/sign-in', { userName, password });
      setProblem(null);
      done();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.text : { ja: String(error), en: String(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <main>
      <form className={styles.form} onSubmit={submit}>
        <div className={styles.top}>
          <strong>Baton</strong>
          <Button appearance="subtle" onClick={() => void changeLanguage(language === 'ja' ? 'en' : 'ja')}>
            {t('shell.language')}
          </Button>
        </div>
        <h1 className={styles.title}>{t(mustChange ? 'signIn.newTitle' : 'signIn.title')}</h1>
        {problem === null ? null : (
          <MessageBar intent="error">
            <MessageBarBody>{pick(problem)}</MessageBarBody>
          </MessageBar>
        )}
        {mustChange ? null : (
          <Field label={t('signIn.userName')}>
            <Input value={userName} autoComplete="username" onChange={(_, data) => setUserName(data.value)} />
          </Field>
        )}
        <Field label={t('signIn.password')}>
          <Input
            type="password"
            value={password}
            autoComplete="current-password"
            onChange={(_, data) => setPassword(data.value)}
          />
        </Field>
        {mustChange ? (
          <Field label={t('signIn.newPassword')} hint={t('signIn.newHint')}>
            <Input
              type="password"
              value={newPassword}
              autoComplete="new-password"
              minLength={12}
              onChange={(_, data) => setNewPassword(data.value)}
            />
          </Field>
        ) : null}
        <Button type="submit" appearance="primary" disabled={isBusy}>
          {t(mustChange ? 'signIn.save' : 'signIn.submit')}
        </Button>
      </form>
    </main>
  );
}
