import {
  BranchFork16Regular,
  CheckmarkCircle16Filled,
  CircleHint16Regular,
  Merge16Regular,
  QuestionCircle16Regular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import type { Duplicate, DuplicateKey } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge, type Tone } from '../../ui/state-badge.tsx';

export const STATES = ['open', 'apart', 'merged'] as const;
export const SUGGESTIONS = ['merge', 'apart', 'look'] as const;
export const KINDS = [
  'same-hardware',
  'two-talk',
  'half-known',
  'listed-twice',
  'one-hwdevid',
  'one-serial',
  'one-uuid',
  'copied-hwdevid',
  'copied-client',
  'many-pcs',
] as const;
export const KEYS = ['serial', 'uuid', 'hwDevId', 'mac', 'configmgrId', 'epmId', 'name'] as const;

const SUGGESTION_BADGES: Readonly<Record<Duplicate['suggestion'], readonly [ComponentType, Tone]>> = {
  merge: [Merge16Regular, 'brand'],
  apart: [BranchFork16Regular, 'neutral'],
  look: [QuestionCircle16Regular, 'warning'],
};
const STATE_BADGES: Readonly<Record<Duplicate['state'], readonly [ComponentType, Tone]>> = {
  open: [CircleHint16Regular, 'warning'],
  apart: [BranchFork16Regular, 'neutral'],
  merged: [CheckmarkCircle16Filled, 'success'],
};

/** What Baton would do, in icon and word. */
export function SuggestionBadge({ suggestion }: { readonly suggestion: Duplicate['suggestion'] }) {
  const t = useTexts();
  const [icon, tone] = SUGGESTION_BADGES[suggestion];
  return <Badge icon={icon} tone={tone} text={t(`duplicates:suggestion.${suggestion}`)} />;
}

/** What was decided, in icon and word. */
export function DecisionBadge({
  state,
  isTinted = false,
}: {
  readonly state: Duplicate['state'];
  readonly isTinted?: boolean;
}) {
  const t = useTexts();
  const [icon, tone] = STATE_BADGES[state];
  return <Badge icon={icon} tone={tone} text={t(`duplicates:state.${state}`)} isTinted={isTinted} />;
}

/** A shared key in words: 「シリアル番号: ABC」. */
export function useKeyText(): (shared: string) => string {
  const t = useTexts();
  return (shared) => {
    const cut = shared.indexOf(':');
    const key = KEYS.find((known) => known === shared.slice(0, cut));
    return key === undefined
      ? shared
      : t('duplicates:pair', { name: t(`duplicates:key.${key}`), value: shared.slice(cut + 1) });
  };
}

/** Kinds of keys in one line. */
export function useKeyNames(): (keys: readonly DuplicateKey[]) => string {
  const t = useTexts();
  return (keys) => keys.map((key) => t(`duplicates:key.${key}`)).join(t('duplicates:between'));
}

/** The names of a group's first records, and how many there are beside them. */
export function useNames(): (group: Pick<Duplicate, 'records' | 'size'>) => string {
  const t = useTexts();
  return ({ records, size }) => {
    const names = records.map(({ name }) => name).join(t('duplicates:between'));
    return size > records.length ? t('duplicates:more', { names, n: size - records.length }) : names;
  };
}
