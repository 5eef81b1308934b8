import { MOST_CACHES, parseCarrierCache } from '../../../../src/packages/model/carrier-caches.ts';
import type { Way } from '../../../../src/packages/model/ways.ts';
import type { Package } from '../../api/types.ts';

/** What a form holds about ways and caches: what was typed stays while another choice is looked at. */
export interface AdvancedDelivery {
  readonly isAutomatic: boolean;
  /** What is ticked; counts where the ways are chosen. */
  readonly ways: readonly Way[];
  readonly caches: 'known' | 'none' | 'these';
  /** One folder a line. */
  readonly folders: string;
}

export const AUTOMATIC: AdvancedDelivery = {
  isAutomatic: true,
  ways: ['icd', 'shared-ppkg', 'register'],
  caches: 'known',
  folders: '',
};

/** A package's own choices as a form begins with them. */
export function advancedOf(pkg: Pick<Package, 'ways' | 'carrierCaches'>): AdvancedDelivery {
  const { ways, carrierCaches } = pkg;
  return {
    isAutomatic: ways === null,
    ways: ways ?? AUTOMATIC.ways,
    caches: carrierCaches === null ? 'known' : carrierCaches.length === 0 ? 'none' : 'these',
    folders: (carrierCaches ?? []).join('\n'),
  };
}

const linesOf = (folders: string) =>
  folders
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What keeps the choices from being saved; null: nothing. `folder` is one line that is none, `folders` how many there are. */
export function problemOf(
  choice: AdvancedDelivery,
): { readonly wrong: 'ways' | 'folder' | 'folders'; readonly value: string } | null {
  if (!choice.isAutomatic && choice.ways.length === 0) return { wrong: 'ways', value: '' };
  if (choice.caches !== 'these') return null;
  const lines = linesOf(choice.folders);
  const wrong = lines.find((line) => parseCarrierCache(line) === null);
  if (wrong !== undefined) return { wrong: 'folder', value: wrong };
  return lines.length === 0 || lines.length > MOST_CACHES ? { wrong: 'folders', value: '' } : null;
}

/** The choices as the API takes them. */
export function deliveryOf(choice: AdvancedDelivery): { ways: Way[] | null; carrierCaches: string[] | null } {
  return {
    ways: choice.isAutomatic ? null : [...choice.ways],
    carrierCaches: choice.caches === 'known' ? null : choice.caches === 'none' ? [] : linesOf(choice.folders),
  };
}
