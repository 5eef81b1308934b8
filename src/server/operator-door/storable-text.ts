import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../storage/refusal.ts';

/** Levels of a body; ours have six at most. */
const MAX_DEPTH = 64;

/**
 * Refuses what PostgreSQL cannot keep in an address, its parameters or a body of JSON: U+0000, halves of surrogate pairs,
 * and nesting without end. It comes from a broken client or somebody who tries the door.
 * @throws Refusal `invalid` with the path of the text
 */
export async function requireStorableText(request: FastifyRequest): Promise<void> {
  for (const part of [request.params, request.query, request.body]) {
    const field = findUnstorable(part, '', 0);
    if (field === null) continue;
    throw new Refusal(
      'invalid',
      'INPUT_NOT_VALID',
      {
        ja: '使用できない文字が含まれているか、入れ子が深すぎます。',
        en: 'The input has a character that cannot be used, or is nested too deeply.',
      },
      { field },
    );
  }
}

/** The path of the first such text, `filters.0.name`; null when there is none. Bytes hold no text. */
function findUnstorable(value: unknown, path: string, depth: number): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return null;
  if (depth === MAX_DEPTH) return '';
  for (const [key, item] of Object.entries(value)) {
    const inside = path === '' ? key : `${path}.${key}`;
    const found = findUnstorable(key, path, depth) ?? findUnstorable(item, inside, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
