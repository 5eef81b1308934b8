import { useState } from 'react';
import { CARRIER_GUIDES } from '../../../../src/packages/model/carrier-steps.ts';
import type { Package } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ShortId } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ChangeDeliveryDialog } from './change-delivery-dialog.tsx';
import styles from './package-settings.module.css';

/** How the package was made, which stays so for its whole life; and how it reaches PCs, which may change. */
export function PackageSettings({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const { target } = pkg;
  const carrier = CARRIER_GUIDES.find((guide) => guide.id === pkg.carrier);
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      <h2 className={styles.head}>{t('package:delivery')}</h2>
      <Facts
        isWide
        items={[
          [t('packages:delivery.carrier'), carrier?.title[language] ?? pkg.carrier],
          [
            t('packages:delivery.ways'),
            pkg.ways === null
              ? t('packages:delivery.automatic')
              : pkg.ways.map((way) => t(`packages:delivery.way.${way}`)).join(', '),
          ],
          [t('packages:delivery.caches'), cachesText(pkg, t)],
        ]}
      />
      <ActionButton
        className={styles.change}
        blockedWhy={pkg.state === 'revoked' ? t('package:isRevoked') : null}
        onClick={() => setChanging(true)}
      >
        {t('package:changeDelivery')}
      </ActionButton>
      {isChanging && <ChangeDeliveryDialog pkg={pkg} onClose={() => setChanging(false)} />}
      <h2 className={styles.head}>{t('package:made')}</h2>
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
            target.excluded === 0
              ? t('none')
              : t('package:rows', { count: target.excluded, n: number(target.excluded) }),
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
    </>
  );
}

function cachesText(pkg: Package, t: ReturnType<typeof useTexts>): string {
  if (pkg.carrierCaches === null) return t('packages:delivery.cachesKnown');
  return pkg.carrierCaches.length === 0 ? t('packages:delivery.cachesNone') : pkg.carrierCaches.join(', ');
}
