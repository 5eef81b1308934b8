import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/postgres.ts';
import { toJsonb } from './jsonb.ts';

test('jsonb takes every text that a PC can send, and gives it back but for NUL and lone surrogates', async () => {
  const db = await createTestDatabase();
  const anyText = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const { rows } = await db.database.query<{ text: string }>("select $1::jsonb->>'text' as text", [
        toJsonb({ text }),
      ]);
      expect(rows[0]?.text).toBe(text.toWellFormed().replaceAll('\0', '\ufffd'));
    }),
    { examples: [['\0'], ['\ud800'], ['\udc00\ud800'], ['髙①']] },
  );
  await db.drop();
});
