import { RULES } from '../../diagnosis/rules/rules.ts';
import type { Text } from '../model/reasons.ts';

const TITLES = new Map<string, Text>(
  RULES.map(({ id, title }) => [id, { ja: withoutValue(title.ja), en: withoutValue(title.en) }]),
);

/** A sentence that names a value stands in lists without it. */
function withoutValue(sentence: string): string {
  return sentence.replace(/\s*\(\{\w+\}\)|\s*\{\w+\}/g, '').trim();
}

const UNKNOWN: Text = { ja: '状態を判定できません。', en: 'The state can not be decided.' };

/** What a finding, a verdict or a state is called in lists; an id of another release stands for itself. */
export function findingTitle(id: string): Text {
  return TITLES.get(id) ?? (id === 'STATE_UNKNOWN' ? UNKNOWN : { ja: id, en: id });
}
