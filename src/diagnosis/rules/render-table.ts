import type { Rule } from './rule.ts';

/** The text of `rules.ts` for these rules: one rule a line, so that two authors do not meet in one line. */
export function renderTable(rules: readonly Rule[]): string {
  const lines = rules.map((rule) => JSON.stringify(rule).replaceAll('`', '\\u0060').replaceAll('${', '\\u0024{'));
  return `import type { Rule } from './rule.ts';

/**
 * The decision table as programs read it. Made by \`baton rules build\` from the files that sources.ts lists: change those, and make
 * this one again.
 */
// biome-ignore format: one rule a line
export const RULES: readonly Rule[] = JSON.parse(String.raw\`[
${lines.join(',\n')}
]\`);
`;
}
