import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import { contextOfCode } from './code-context.ts';
import type { CodeContext } from './error-code.ts';
import { findingOfCode } from './explain-code.ts';
import { codeOfMessage } from './message-texts.ts';

/** A code that stood somewhere in the evidence. */
export interface MetCode {
  readonly fact: Fact;
  readonly code: number;
  /** In which kind of work it was met; null: explained, but no finding may be drawn from it. */
  readonly context: CodeContext | null;
  readonly finding: string | null;
}

/** Events whose words stand for a code where Windows writes no number. */
const IN_WORDS = ['log.mdm-auto-enroll-failed', 'log.mdm-enroll-failed', 'log.mdm-provisioning-failed'];

/** Every code in the facts, with what it was met in. */
export function metCodes(facts: Facts, isForBaton: boolean): readonly MetCode[] {
  const numbers = facts
    .all('code')
    .flatMap((fact) => (typeof fact.value === 'number' && fact.value !== 0 ? [{ fact, code: fact.value >>> 0 }] : []));
  const words = IN_WORDS.flatMap((name) =>
    facts.all(name).flatMap((fact) => {
      const code = typeof fact.value === 'string' ? codeOfMessage(fact.value) : null;
      return code === null ? [] : [{ fact: { ...fact, scope: 'evt.76' }, code }];
    }),
  );
  return [...numbers, ...words].map(({ fact, code }) => {
    const context = contextOfCode(fact, isForBaton);
    return { fact, code, context, finding: context === null ? null : findingOfCode(code, context) };
  });
}
