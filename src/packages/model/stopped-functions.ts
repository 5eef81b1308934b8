import type { Text } from '../../devices/model/reasons.ts';

/** A function that the old platform's client stops on an enrolled PC. */
export interface StoppedFunction {
  readonly id: string;
  readonly text: Text;
}

/**
 * What the ConfigMgr client stops by itself once it sees another MDM (design fact 1); inventory goes on. The seven
 * workloads of co-management with the functions behind them; packages stop together with applications. EPM stops nothing.
 */
const CONFIGMGR: readonly StoppedFunction[] = [
  {
    id: 'resource-access',
    text: {
      ja: 'VPN・Wi-Fi・電子メール・証明書のプロファイル',
      en: 'VPN, Wi-Fi, email and certificate profiles',
    },
  },
  { id: 'client-apps', text: { ja: 'アプリケーションとパッケージ', en: 'Applications and packages' } },
  {
    id: 'windows-update',
    text: {
      ja: 'ソフトウェア更新プログラムのスキャンとインストール',
      en: 'Scanning for software updates and installing them',
    },
  },
  { id: 'endpoint-protection', text: { ja: 'Endpoint Protection のポリシー', en: 'Endpoint Protection policies' } },
  {
    id: 'compliance',
    text: {
      ja: '条件付きアクセスのコンプライアンス ポリシー',
      en: 'Compliance policies for Conditional Access',
    },
  },
  { id: 'device-configuration', text: { ja: 'デバイス構成', en: 'Device configuration' } },
  { id: 'office', text: { ja: 'Office クイック実行アプリ', en: 'Office Click-to-Run apps' } },
];

/** What enrolling with a package for this old platform stops on the PC. */
export function stoppedFunctions(platform: 'configmgr' | 'epm' | 'none'): readonly StoppedFunction[] {
  return platform === 'configmgr' ? CONFIGMGR : [];
}
