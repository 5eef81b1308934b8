import type { Package } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ShortId } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';

/** How the package was made; it stays so for its whole life. */
export function PackageSettings({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const { target } = pkg;
  return (
    <Facts
      isWide
      items={[
        [t('packages:column.platform'), t(`platform.${pkg.platform}`)],
        [
          t('package:target'),
          `${t(`package:targetKind.${target.kind}`)}${target.names.length === 0 ? '' : `: ${target.names.join(', ')}`}`,
        ],
        [t('package:rosterRows'), t('package:rows', { count: target.rows, n: number(target.rows) })],
        [
          t('package:excluded'),
          target.excluded === 0 ? t('none') : t('package:rows', { count: target.excluded, n: number(target.excluded) }),
        ],
        [
          t('packages:column.planned'),
          pkg.planned === null ? t('handOver.unknown') : t('pcs', { count: pkg.planned, n: number(pkg.planned) }),
        ],
        [t('package:validity'), t('package:hours', { count: pkg.pinValidityHours })],
        [t('package:pcsPerUser'), t('pcs', { count: pkg.pcsPerUser, n: number(pkg.pcsPerUser) })],
        [t('package:networks'), pkg.networks.length === 0 ? t('package:networksAny') : pkg.networks.join(', ')],
        [t('package:known'), t(`known.${pkg.knownRequired}`)],
        [t('package:withoutUser'), t(`package:withoutUserChoice.${pkg.withoutUser}`)],
        [
          t('package:stopAfter'),
          pkg.stopAfter === 0 ? t('package:stopNever') : t('pcs', { count: pkg.stopAfter, n: number(pkg.stopAfter) }),
        ],
        [t('package:plainWay'), pkg.plainWay ? t('package:allowed') : t('package:notAllowed')],
        [t('package:createdBy'), pkg.createdBy],
        [t('package:createdAt'), <Moment key="created" at={pkg.createdAt} as="minute" />],
        ['ID', <ShortId key="id" id={pkg.id} />],
      ]}
    />
  );
}
