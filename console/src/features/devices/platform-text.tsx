import type { Device } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { isManagedByBoth } from './device-words.ts';

/** The old platform of a PC, and the right word where Baton manages it too: 共存 with ConfigMgr, 共同管理 with EPM. */
export function PlatformText({ device }: { readonly device: Pick<Device, 'state' | 'platform'> }) {
  const t = useTexts();
  const { platform } = device;
  if (platform === null) return <span>{t('notSeen')}</span>;
  if (platform === 'none') return <span>{t('platform.none')}</span>;
  if (!isManagedByBoth(device)) return <span>{t(`devices:platformShort.${platform}`)}</span>;
  return <span>{t(`devices:platformBoth.${platform}`)}</span>;
}
