import type { DeviceDetail } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';

/** What a PC may be meant to become. */
export const INTENTIONS = ['intune', 'intune-pilot', 'baton'] as const;
export type IntentionWord = (typeof INTENTIONS)[number];
/** The same as a filter: also "nobody said". */
export const INTENTION_FILTERS = [...INTENTIONS, 'none'] as const;

/** What a PC is meant to become, and where that is known from. */
export function useIntentionText(): (intention: DeviceDetail['intention']) => string {
  const t = useTexts();
  return (intention) => {
    if (intention === null) return t('devices:intention.none');
    const what = t(`devices:intention.${intention.intention}`);
    return intention.way === 'pc'
      ? what
      : `${what} (${t(`devices:intentionWay.${intention.way}`, { name: intention.group?.name ?? '' })})`;
  };
}
