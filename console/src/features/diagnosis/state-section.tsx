import { INPUT_WORDS } from '../../../../src/diagnosis/report/words.ts';
import type { Diagnosis, Text } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { asHead } from './as-head.ts';
import styles from './diagnosis-view.module.css';
import { Places } from './places.tsx';

const VALUES = ['works', 'remnant', 'no', 'none', 'intune', 'baton', 'third'] as const;

/** The state by the truth table: what decided it, how old that is, and what is missing. */
export function StateSection({ state }: { readonly state: Diagnosis['state'] }) {
  const t = useTexts();
  const say = useServerText();
  const words = INPUT_WORDS as Readonly<Record<string, Text | undefined>>;
  const nameOf = (input: string) => {
    const word = words[input];
    return word === undefined ? input : asHead(say(word));
  };
  const saidValue = (value: string | boolean) => {
    if (typeof value === 'boolean') return t(`diagnosis:answer.${value ? 'yes' : 'no'}`);
    const known = VALUES.find((id) => id === value);
    return known === undefined ? value : t(`diagnosis:value.${known}`);
  };
  return (
    <section aria-labelledby="state" className={styles.section}>
      <h2 id="state">{t('diagnosis:state')}</h2>
      <p>
        {state.id === 'STATE_UNKNOWN' ? say(state.text) : <strong>{say(state.text)}</strong>}{' '}
        <span className={styles.id}>{state.id}</span>
      </p>
      {state.missing.length > 0 && state.id !== 'STATE_UNKNOWN' && (
        <p>
          {t('diagnosis:missing', { what: state.missing.map((item) => say(item.text)).join(t('diagnosis:comma')) })}
        </p>
      )}
      {state.decidedBy.length > 0 && (
        <PlainTable
          label={t('diagnosis:decidedBy')}
          heads={[t('diagnosis:decidedBy'), t('diagnosis:isValue'), t('diagnosis:age'), t('diagnosis:evidence')]}
          rows={state.decidedBy.map((decided) => ({
            key: decided.input,
            cells: [
              <span key="name" className="keep">
                {nameOf(decided.input)}
              </span>,
              <span key="value" className="keep">
                {saidValue(decided.value)}
              </span>,
              <Moment key="age" at={decided.asOf} absent={t('notSeen')} />,
              <Places key="places" places={decided.evidence.slice(0, 3)} />,
            ],
          }))}
        />
      )}
    </section>
  );
}
