import { useTexts } from '../../i18n/texts.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { PackagePcs } from './package-pcs.tsx';

/** The PCs of all packages that are not revoked: what the numbers of the overview count. */
export function AllPackagePcsPage() {
  const t = useTexts();
  return (
    <>
      <PageHeader title={t('packages:allPcs')} parents={[{ text: t('nav.packages'), to: '/packages' }]} isLive />
      <PackagePcs pkg={null} />
    </>
  );
}
