import { Field, Radio, RadioGroup, Select } from '@fluentui/react-components';
import { useState } from 'react';
import type { Preferences } from '../../api/types.ts';
import { defaultZone } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { Facts } from '../../ui/facts.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useMe } from '../../ui/person.tsx';
import { ActionError } from '../../ui/states.tsx';
import { chooseTheme, type ThemeChoice } from '../../ui/theme.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { useChangePreferences } from '../shell/person-menu.tsx';
import { NewPasswordForm } from '../sign-in/new-password-form.tsx';
import styles from './me-page.module.css';

/** Zones offered first; the browser's own is always among them. */
const ZONES = [
  'Asia/Tokyo',
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'Asia/Singapore',
];

/** The person's own: language, theme, time zone, password. */
export function MePage() {
  const t = useTexts();
  const language = useLanguage();
  const { operator, version } = useMe();
  const change = useChangePreferences();
  const [error, setError] = useState<unknown>(null);
  const zone = operator.preferences.timeZone ?? defaultZone(language);
  const zones = [...new Set([...ZONES, zone, Intl.DateTimeFormat().resolvedOptions().timeZone])];
  const set = (preferences: Preferences) => {
    setError(null);
    change(preferences).catch(setError);
  };
  return (
    <>
      <PageHeader title={t('myPage')} />
      <div className={styles.page}>
        <Facts
          isWide
          items={[
            [t('me:name'), operator.displayName],
            [t('me:userName'), operator.userName],
            [t('me:role'), t(`me:roles.${operator.role}`)],
            [t('me:version'), version],
          ]}
        />
        <ActionError error={error} />
        <Field label={t('me:language')}>
          <RadioGroup
            layout="horizontal"
            value={language}
            onChange={(_event, data) => set({ language: data.value as 'ja' | 'en' })}
          >
            <Radio value="ja" label={<span lang="ja">日本語</span>} />
            <Radio value="en" label={<span lang="en">English</span>} />
          </RadioGroup>
        </Field>
        <Field label={t('me:theme')}>
          <RadioGroup
            layout="horizontal"
            value={operator.preferences.theme ?? 'system'}
            onChange={(_event, data) => {
              chooseTheme(data.value as ThemeChoice);
              set({ theme: data.value as ThemeChoice });
            }}
          >
            <Radio value="system" label={t('me:themes.system')} />
            <Radio value="light" label={t('me:themes.light')} />
            <Radio value="dark" label={t('me:themes.dark')} />
          </RadioGroup>
        </Field>
        <Field label={t('me:zone')}>
          <Select value={zone} onChange={(_event, data) => set({ timeZone: data.value })}>
            {zones.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <section aria-labelledby="password">
          <h2 id="password" className={styles.title}>
            {t('me:password')}
          </h2>
          <NewPasswordForm onChanged={() => showToast(t('me:passwordChanged'))} />
        </section>
      </div>
    </>
  );
}
