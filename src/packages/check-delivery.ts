import { Refusal } from '../storage/refusal.ts';
import { parseCarrierCache } from './model/carrier-caches.ts';
import { type CarrierId, carrierGuidesFor } from './model/carrier-steps.ts';
import { WAYS, type Way } from './model/ways.ts';

/** How a package reaches PCs, and what setup.ps1 does there. */
export interface Delivery {
  /** Null: the usual carrier of the old platform. */
  readonly carrier: CarrierId | null;
  /** Those that setup.ps1 may take; null: as it does by itself. */
  readonly ways: readonly Way[] | null;
  /** These folders and no others; empty: none; null: those that setup.ps1 knows. */
  readonly carrierCaches: readonly string[] | null;
}

/** The package as far as it decides whether a carrier can bring it. */
export interface Delivered {
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly target: 'users' | 'groups' | 'pcs';
  readonly withoutUser: 'wait' | 'enroll';
}

/**
 * A delivery that works for the package: ways in the order that setup.ps1 tries them in, whatever order they were named in, and
 * folders as it reads them.
 * @throws Refusal when no PC could enroll by it, or setup.ps1 could not read it
 */
export function checkDelivery(pkg: Delivered, delivery: Delivery): Delivery {
  if (delivery.carrier !== null) checkCarrier(pkg, delivery.carrier);
  const { carrier, ways, carrierCaches } = delivery;
  return {
    carrier,
    ways: ways === null ? null : WAYS.filter((way) => ways.includes(way)),
    carrierCaches: carrierCaches === null ? null : checkCaches(carrierCaches),
  };
}

function checkCarrier(pkg: Delivered, carrier: CarrierId): void {
  if (!carrierGuidesFor(pkg.platform).some((guide) => guide.id === carrier)) {
    throw new Refusal(
      'invalid',
      'CARRIER_OTHER_PLATFORM',
      {
        ja: 'この配布手段は、選択した旧管理基盤では使用できません。',
        en: 'This carrier is not one of the chosen old platform.',
      },
      { field: 'carrier' },
    );
  }
  if (carrier === 'epm-system' && (pkg.target !== 'pcs' || pkg.withoutUser !== 'enroll')) {
    throw new Refusal(
      'invalid',
      'CARRIER_NEEDS_PCS',
      {
        ja: 'LocalSystem で配布すると PC が自身の名前で申請します。対象を PC の一覧にし、[サインイン中のユーザーがいない PC] を [ユーザーなしで登録] にしてください。',
        en: 'Run as LocalSystem, a PC claims as itself: choose a list of PCs as the target, and [Enroll without a user].',
      },
      { field: 'carrier' },
    );
  }
}

function checkCaches(typed: readonly string[]): string[] {
  const folders = typed.map((text) => {
    const folder = parseCarrierCache(text);
    if (folder !== null) return folder;
    const shown = text.slice(0, 64);
    throw new Refusal(
      'invalid',
      'CACHE_MALFORMED',
      {
        ja: `PC のフォルダーではありません: "${shown}"。D:\\EPM\\sdmcache のように入力してください。`,
        en: `This is no folder of a PC: "${shown}". Type it like D:\\EPM\\sdmcache.`,
      },
      { field: 'carrierCaches' },
    );
  });
  return [...new Set(folders)];
}
