import type { Text } from '../text.ts';

/** The seven workloads of co-management, in the order of the console. */
export const WORKLOADS: readonly { readonly id: string; readonly bits: number; readonly name: Text }[] = [
  { id: 'compliance-policies', bits: 2, name: { ja: 'コンプライアンス ポリシー', en: 'compliance policies' } },
  {
    id: 'resource-access-policies',
    bits: 4,
    name: { ja: 'リソース アクセス ポリシー', en: 'resource access policies' },
  },
  { id: 'device-configuration', bits: 8, name: { ja: 'デバイス構成', en: 'device configuration' } },
  { id: 'windows-update-policies', bits: 16, name: { ja: 'Windows Update のポリシー', en: 'Windows Update policies' } },
  { id: 'endpoint-protection', bits: 32, name: { ja: 'Endpoint Protection', en: 'endpoint protection' } },
  { id: 'client-apps', bits: 64, name: { ja: 'クライアント アプリ', en: 'client apps' } },
  {
    id: 'office-click-to-run-apps',
    bits: 128,
    name: { ja: 'Office クイック実行アプリ', en: 'Office Click-to-Run apps' },
  },
];

/** The value by which Intune holds authority over every workload whatever the site says (0x7FFFF0FF). */
export const INTUNE_AUTHORITY = 0x7ffff0ff;

const WORKLOAD_BITS = WORKLOADS.reduce((sum, { bits }) => sum | bits, 0);

/** A capabilities number in words. */
export interface Capabilities {
  /** The low 32 bits, unsigned. */
  readonly value: number;
  /** false: 0, no co-management policy was applied. */
  readonly isConfigured: boolean;
  readonly isIntuneAuthority: boolean;
  /** Ids of the workloads that are with Intune. */
  readonly withIntune: readonly string[];
}

/** Decodes a capabilities number, written signed or unsigned, in 32 or 64 bits. Any combination is a sum: nothing is looked up. */
export function decodeCapabilities(raw: number): Capabilities {
  const value = Number.isFinite(raw) ? Number(BigInt.asUintN(32, BigInt(Math.trunc(raw)))) : 0;
  const isIntuneAuthority = value === INTUNE_AUTHORITY;
  return {
    value,
    isConfigured: value !== 0,
    isIntuneAuthority,
    withIntune: WORKLOADS.filter(({ bits }) => (value & bits) === bits).map(({ id }) => id),
  };
}

/** Whether any workload is with Intune. */
export function leavesWorkloadToIntune(raw: number): boolean {
  return (decodeCapabilities(raw).value & WORKLOAD_BITS) !== 0;
}
