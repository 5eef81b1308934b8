import { CONFIGMGR_GUIDE, CONFIGMGR_PROGRAM_GUIDE } from './carrier-configmgr.ts';
import { BY_HAND_GUIDE, DOMAIN_GUIDE } from './carrier-domain.ts';
import { EPM_SYSTEM_GUIDE, EPM_TWO_STEPS_GUIDE, EPM_USER_GUIDE } from './carrier-epm.ts';
import type { CarrierGuide, CarrierId, CarrierStep } from './carrier-guide.ts';

export type { CarrierGuide, CarrierId, CarrierStep } from './carrier-guide.ts';

/** All guides, in the order they are shown: the same texts in the zip and beside the package in the console. */
export const CARRIER_GUIDES: readonly CarrierGuide[] = [
  CONFIGMGR_GUIDE,
  CONFIGMGR_PROGRAM_GUIDE,
  EPM_SYSTEM_GUIDE,
  EPM_TWO_STEPS_GUIDE,
  EPM_USER_GUIDE,
  DOMAIN_GUIDE,
  BY_HAND_GUIDE,
];

/** The guides of one package: those of its old platform first, then what carries every package. */
export function carrierGuidesFor(platform: 'configmgr' | 'epm' | 'none'): readonly CarrierGuide[] {
  return CARRIER_GUIDES.filter((guide) => guide.platform === platform || guide.platform === 'any');
}

/** The usual carrier of a package: EPM's LocalSystem where PCs claim as themselves, its two steps where people do. */
export function usualCarrier(pkg: {
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly target: 'users' | 'groups' | 'pcs';
  readonly withoutUser: 'wait' | 'enroll';
}): CarrierId {
  if (pkg.platform === 'configmgr') return 'configmgr';
  if (pkg.platform === 'none') return 'domain';
  return pkg.target === 'pcs' && pkg.withoutUser === 'enroll' ? 'epm-system' : 'epm-two-steps';
}

/** How to see on a PC what happened, whatever carried the package. */
export const VERIFY_STEPS: readonly CarrierStep[] = [
  {
    ja: 'Baton の配布パッケージのページに、PC ごとの段階と、失敗した場合は理由が表示されます。ここだけで足りることがほとんどです。',
    en: 'The package’s page in Baton shows each PC’s stage and, where it failed, the reason. That is mostly enough.',
  },
  {
    ja: 'PC では [設定] > [アカウント] > [職場または学校にアクセスする] > [プロビジョニング パッケージの追加と削除] で `Baton-…` を選択し、[詳細] を確認します。',
    en: 'On the PC open [Settings] > [Accounts] > [Access work or school] > [Add or remove a provisioning package], choose `Baton-…` and [Details].',
  },
  {
    ja: 'ログは `%ProgramData%\\Baton\\Logs\\setup.log` です (管理者だけが読めます。CMTrace 形式)。PIN は書き込まれません。',
    en: 'The log is `%ProgramData%\\Baton\\Logs\\setup.log` (administrators only, CMTrace format). It never holds the PIN.',
  },
  {
    ja: '[イベント ビューアー] > [アプリケーションとサービス ログ] > [Microsoft] > [Windows] の [Provisioning-Diagnostics-Provider] > [Admin] (12 と 22 が失敗) と、[DeviceManagement-Enterprise-Diagnostics-Provider] > [Admin] (75 が成功、76 が失敗)。',
    en: '[Event Viewer] > [Applications and Services Logs] > [Microsoft] > [Windows]: [Provisioning-Diagnostics-Provider] > [Admin] (12 and 22 are failures) and [DeviceManagement-Enterprise-Diagnostics-Provider] > [Admin] (75 succeeded, 76 failed).',
  },
  {
    ja: '原因が分からない場合は、管理者として `collect.ps1` を実行し、作成された診断データを Baton の診断に渡します。',
    en: 'Where the cause is not clear, run `collect.ps1` as administrator and give the evidence file to Baton’s diagnosis.',
    lines: ['powershell.exe -NoProfile -ExecutionPolicy Bypass -File collect.ps1'],
  },
];
