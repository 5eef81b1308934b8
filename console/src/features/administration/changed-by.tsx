import type { Setting } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';

/** Who changed a setting last, and when; unchanged ones say so. */
export function ChangedBy({ setting }: { readonly setting: Setting }) {
  const t = useTexts();
  return (
    <span className="second">
      {setting.changedAt === null ? (
        t('admin:neverChanged')
      ) : (
        <>
          {t('admin:changedBy', { name: setting.changedBy ?? t('none') })} <Moment at={setting.changedAt} as="minute" />
        </>
      )}
    </span>
  );
}
