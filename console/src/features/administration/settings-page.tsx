import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { ListOf, Setting } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import { Addresses } from './addresses.tsx';
import { PinSwitch } from './pin-switch.tsx';
import styles from './settings-page.module.css';
import { SettingsSection } from './settings-section.tsx';
import { SharedPpkgSection } from './shared-ppkg-section.tsx';

/** Which settings stand together: one section is one form and one save. */
const SECTIONS = [
  { id: 'defaults', keys: ['package.pinValidityHours', 'package.pcsPerUser', 'package.stopAfter', 'claim.lifeHours'] },
  { id: 'enrollment', keys: ['enrollment.minimumBuild', 'enrollment.sharedMatch', 'enrollment.maintenance'] },
  { id: 'sessions', keys: ['poll.remaining', 'session.requireMd5', 'device.silentAfterDays'] },
  {
    id: 'certificates',
    keys: ['certificate.validityDays', 'certificate.renewPeriodDays', 'certificate.retryIntervalDays'],
  },
  { id: 'retention', keys: ['retention.sessionXmlCount', 'retention.sessionXmlDays', 'retention.attemptDays'] },
] as const;

/** What an administrator may change while Baton runs. */
export function SettingsPage() {
  const t = useTexts();
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => call<ListOf<Setting>>('GET', '/settings', { signal }),
  });
  const items = settings.data?.items;
  const pin = items?.find((item) => item.key === 'enrollment.pinEnabled');
  return (
    <>
      <PageHeader title={t('nav.settings')} parents={[{ text: t('nav.administration'), to: '/admin/settings' }]} />
      {settings.error !== null && <LoadError error={settings.error} onRetry={() => void settings.refetch()} />}
      {items === undefined && settings.error === null && <Loading rows={16} />}
      {items !== undefined && (
        <div className={styles.sections}>
          {pin !== undefined && <PinSwitch setting={pin} />}
          <Addresses />
          <SharedPpkgSection />
          {SECTIONS.map((section) => (
            <SettingsSection
              key={section.id}
              title={t(`admin:section.${section.id}`)}
              settings={section.keys.flatMap((key) => items.filter((item) => item.key === key))}
            />
          ))}
        </div>
      )}
    </>
  );
}
