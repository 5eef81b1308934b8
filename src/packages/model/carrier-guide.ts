import type { Text } from '../../devices/model/reasons.ts';

/** How a package reaches PCs: the old platform in one of its account cases, the domain, or a person. */
export const CARRIER_IDS = [
  'configmgr',
  'configmgr-program',
  'epm-system',
  'epm-two-steps',
  'epm-user',
  'domain',
  'by-hand',
] as const;
export type CarrierId = (typeof CARRIER_IDS)[number];

/**
 * One step of a guide. Menu words stand in [brackets] as the product shows them, file names and commands in `backticks`;
 * `lines` are typed as they are.
 */
export interface CarrierStep extends Text {
  readonly lines?: readonly string[];
}

/** What an administrator does to let one carrier bring the package, in order. */
export interface CarrierGuide {
  readonly id: CarrierId;
  /** The packages that it is for. */
  readonly platform: 'configmgr' | 'epm' | 'any';
  readonly title: Text;
  /** Its place among the ways of its old platform, in a few words. */
  readonly choice: Text;
  /** When to take this way and not another. */
  readonly when: Text;
  readonly steps: readonly CarrierStep[];
  /** What this carrier does otherwise than one may expect. */
  readonly notes: readonly Text[];
}

/** The files of the zip that go to PCs; `shared.ppkg` where the zip has one. */
export const FILES_FOR_PCS: Text = {
  ja: '`setup.ps1`、`collect.ps1`、`copy-package.cmd`、`package.json`、`pin.txt` (zip に `shared.ppkg` があればそれも)',
  en: '`setup.ps1`, `collect.ps1`, `copy-package.cmd`, `package.json`, `pin.txt` (and `shared.ppkg` where the zip has one)',
};
