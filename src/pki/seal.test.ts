import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveKey, openSealer, SealError } from './seal.ts';

const master = randomBytes(32);
const sealer = openSealer(master);

function codeOf(unseal: () => unknown): string {
  try {
    unseal();
  } catch (error) {
    if (error instanceof SealError) return error.code;
    throw error;
  }
  return 'opened';
}

test('a box opens to its content under the same key and context, and no two boxes are alike', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (content, context) => {
      const box = sealer.seal(Buffer.from(content), context);
      expect([...openSealer(master).unseal(box, context)]).toEqual([...content]);
      expect(box.equals(sealer.seal(Buffer.from(content), context))).toBe(false);
    }),
  );
});

test('a box of another context does not open: it cannot be moved to another row', () => {
  const box = sealer.seal(Buffer.from('key'), 'authority/tls-root');
  expect(codeOf(() => sealer.unseal(box, 'authority/device-root'))).toBe('damaged');
});

test('another master key is told apart from damage', () => {
  const box = sealer.seal(Buffer.from('key'), 'c');
  expect(codeOf(() => openSealer(randomBytes(32)).unseal(box, 'c'))).toBe('wrong-key');
});

test('one changed byte, or a box cut short, never opens', () => {
  const box = sealer.seal(Buffer.from('a private key'), 'c');
  fc.assert(
    fc.property(fc.nat(box.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(box);
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(codeOf(() => sealer.unseal(changed, 'c'))).not.toBe('opened');
      expect(codeOf(() => sealer.unseal(box.subarray(0, at), 'c'))).not.toBe('opened');
    }),
  );
});

test('named keys differ from each other and from the master key, and stay the same', () => {
  const fixed = Buffer.alloc(32, 7);
  const keys = (['seal', 'pin', 'token'] as const).map((name) => deriveKey(fixed, name).export().toString('hex'));
  expect(new Set([...keys, fixed.toString('hex')]).size).toBe(4);
  expect(deriveKey(fixed, 'pin').export().toString('hex')).toBe(keys[1]);
});
