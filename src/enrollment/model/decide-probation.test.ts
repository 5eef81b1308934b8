import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ClaimedHardware, decideProbation, type InventoriedHardware } from './decide-probation.ts';

const claimed = (change: Partial<ClaimedHardware> = {}): ClaimedHardware => ({
  nameKey: 'TKY-PC-0412',
  serial: 'ABC123',
  maker: 'Contoso',
  model: 'Notebook 14',
  serialDoubled: false,
  ...change,
});
const seen = (change: Partial<InventoriedHardware> = {}): InventoriedHardware => ({
  serial: 'abc123 ',
  name: 'tky-pc-0412',
  maker: 'CONTOSO',
  model: 'Notebook 14',
  ...change,
});

test('the serial number decides, without case and blanks', () => {
  expect(decideProbation(claimed(), seen())).toEqual({ result: 'matched' });
  expect(decideProbation(claimed(), seen({ serial: 'XYZ' }))).toEqual({ result: 'mismatch', field: 'serial' });
});

test('before the inventory is here nothing is decided: not seen is not "no"', () => {
  expect(decideProbation(claimed(), seen({ serial: undefined }))).toEqual({ result: 'wait' });
  expect(decideProbation(claimed({ serial: null }), seen({ serial: null, model: undefined }))).toEqual({
    result: 'wait',
  });
});

test.each([
  ['no serial node (before build 17763)', null],
  ['a placeholder', 'To Be Filled By O.E.M.'],
])('%s on both sides: name, maker and model must match, and the match is weak', (_, serial) => {
  const claim = claimed({ serial: null });
  expect(decideProbation(claim, seen({ serial }))).toEqual({ result: 'weakly-matched' });
  expect(decideProbation(claim, seen({ serial, name: 'OTHER' }))).toEqual({ result: 'mismatch', field: 'name' });
  expect(decideProbation(claim, seen({ serial, maker: 'Fabrikam' }))).toEqual({ result: 'mismatch', field: 'maker' });
  expect(decideProbation(claim, seen({ serial, model: '' }))).toEqual({ result: 'mismatch', field: 'model' });
});

test('a doubled serial number proves nothing by itself', () => {
  expect(decideProbation(claimed({ serialDoubled: true }), seen())).toEqual({ result: 'weakly-matched' });
  expect(decideProbation(claimed({ serialDoubled: true }), seen({ name: 'CLONE' }))).toEqual({
    result: 'mismatch',
    field: 'name',
  });
});

test('a PC never matches fully but by an equal, real serial number', () => {
  const text = fc.option(fc.string({ maxLength: 20 }), { nil: null });
  fc.assert(
    fc.property(text, text, fc.boolean(), (serial, inventoried, serialDoubled) => {
      const outcome = decideProbation(
        claimed({ serial: serial?.trim().toUpperCase() ?? null, serialDoubled }),
        seen({ serial: inventoried }),
      );
      if (outcome.result === 'matched')
        expect(inventoried?.normalize('NFKC').trim().toUpperCase()).toBe(serial?.trim().toUpperCase());
    }),
  );
});
