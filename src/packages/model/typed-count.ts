import type { Text } from '../../devices/model/reasons.ts';

/** What a typed number of PCs is checked against. */
export interface TypedCountFacts {
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly target: 'users' | 'groups' | 'pcs';
  /** PCs in the list, or the most that the people may enroll. */
  readonly most: number;
  readonly typed: number | undefined;
}

/** The planned number of PCs (null: not known), or why the typed number is refused. */
export type TypedCount = { readonly planned: number | null } | { readonly code: string; readonly text: Text };

/**
 * The typed number of PCs, which shows that the administrator knows how many PCs will lose functions: demanded for
 * ConfigMgr. A list of PCs has exactly one right number; for people any number up to people × PCs per person is right,
 * and becomes the planned number everywhere.
 */
export function checkTypedCount({ platform, target, most, typed }: TypedCountFacts): TypedCount {
  if (typed === undefined) {
    if (platform === 'configmgr') {
      return {
        code: 'COUNT_MISSING',
        text: { ja: '対象の PC の台数を入力してください。', en: 'Type the number of PCs.' },
      };
    }
    return { planned: target === 'pcs' ? most : null };
  }
  const isRight = target === 'pcs' ? typed === most : typed <= most;
  return isRight ? { planned: typed } : { code: 'COUNT_DIFFERS', text: mismatch(typed, most) };
}

function mismatch(typed: number, most: number): Text {
  const ja = (n: number) => n.toLocaleString('ja-JP');
  const en = (n: number) => n.toLocaleString('en-US');
  return {
    ja: `入力した台数 (${ja(typed)}) が対象の台数 (${ja(most)}) と一致しません。`,
    en: `The number typed (${en(typed)}) does not match the target (${en(most)}).`,
  };
}
