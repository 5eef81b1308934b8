import { CarrierSteps } from './carrier-steps.tsx';
import { PackageFrame } from './package-frame.tsx';
import { PackageHistory } from './package-history.tsx';
import { PackagePcs } from './package-pcs.tsx';
import { PackageSettings } from './package-settings.tsx';

/** One package and its PCs. */
export function PackagePcsPage() {
  return <PackageFrame>{(pkg) => <PackagePcs pkg={pkg} />}</PackageFrame>;
}

export function PackageSettingsPage() {
  return <PackageFrame>{(pkg) => <PackageSettings pkg={pkg} />}</PackageFrame>;
}

export function PackageStepsPage() {
  return <PackageFrame>{(pkg) => <CarrierSteps pkg={pkg} />}</PackageFrame>;
}

export function PackageHistoryPage() {
  return <PackageFrame>{(pkg) => <PackageHistory pkg={pkg} />}</PackageFrame>;
}
