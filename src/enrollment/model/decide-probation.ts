import { netBiosName, realSerial } from '../../devices/model/hardware.ts';

/** What the claim said about the PC. */
export interface ClaimedHardware {
  readonly nameKey: string;
  readonly serial: string | null;
  readonly maker: string;
  readonly model: string;
  /** Several PCs claimed this serial number, so it proves nothing. */
  readonly serialDoubled: boolean;
}

/** What the first inventory said; null: the node was asked for and is not there, undefined: not seen yet. */
export interface InventoriedHardware {
  readonly serial: string | null | undefined;
  readonly name: string | null | undefined;
  readonly maker: string | null | undefined;
  readonly model: string | null | undefined;
}

export type ProbationOutcome =
  | { readonly result: 'wait' }
  | { readonly result: 'matched' }
  | { readonly result: 'weakly-matched' }
  | { readonly result: 'mismatch'; readonly field: string };

/**
 * Whether the PC that answers is the PC that made the claim (design fact 7): the serial numbers are equal; where there is
 * no serial node (before build 17763), a placeholder or a doubled serial, name, maker and model must all be equal, and
 * the match is weak.
 */
export function decideProbation(claim: ClaimedHardware, inventory: InventoriedHardware): ProbationOutcome {
  if (inventory.serial === undefined) return { result: 'wait' };
  const serial = realSerial(inventory.serial);
  if (serial !== null && claim.serial !== null && !claim.serialDoubled) {
    return serial === claim.serial ? { result: 'matched' } : { result: 'mismatch', field: 'serial' };
  }
  if (serial !== claim.serial) return { result: 'mismatch', field: 'serial' };
  if (inventory.name === undefined || inventory.maker === undefined || inventory.model === undefined)
    return { result: 'wait' };
  if (netBiosName(inventory.name ?? '') !== claim.nameKey) return { result: 'mismatch', field: 'name' };
  if (!equalText(inventory.maker, claim.maker)) return { result: 'mismatch', field: 'maker' };
  if (!equalText(inventory.model, claim.model)) return { result: 'mismatch', field: 'model' };
  return { result: 'weakly-matched' };
}

function equalText(a: string | null | undefined, b: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').trim().toLowerCase();
  return fold(a ?? '') !== '' && fold(a ?? '') === fold(b);
}
