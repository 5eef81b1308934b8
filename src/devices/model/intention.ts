import type { Intention } from '../../diagnosis/rules/rule.ts';

/** What a PC may be meant to become: co-managed with Intune (also in its pilot collection), or enrolled in Baton. */
export const INTENTIONS = ['intune', 'intune-pilot', 'baton'] as const;
export type IntentionWord = (typeof INTENTIONS)[number];

/** Where it is known from: said of the PC itself, of a group of its user, or a package was made for it. */
export type IntentionWay = 'pc' | 'group' | 'package';

/** What a diagnosis is told; null = nobody said. */
export function intentionOf(word: IntentionWord | null): Intention {
  switch (word) {
    case null:
      return {};
    case 'baton':
      return { target: 'baton' };
    case 'intune':
      return { target: 'intune' };
    case 'intune-pilot':
      return { target: 'intune', pilot: true };
  }
}
