import { Field, Select } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { type CarrierStep, carrierGuidesFor, VERIFY_STEPS } from '../../../../src/packages/model/carrier-steps.ts';
import type { Package } from '../../api/types.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { like } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import styles from './carrier-steps.module.css';

const RULES = { way: like(/^[a-z0-9-]{1,32}$/) };

/** How this package is distributed, step by step: the same texts as in its zip, for the way that is chosen. */
export function CarrierSteps({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const language = useLanguage();
  const filters = useFilters(RULES);
  const guides = carrierGuidesFor(pkg.platform);
  const guide = guides.find((one) => one.id === filters.first('way')) ?? guides[0];
  if (guide === undefined) return null;
  return (
    <div className={styles.steps}>
      <Field label={t('package:way')}>
        <Select className={styles.way} value={guide.id} onChange={(_event, { value }) => filters.set('way', [value])}>
          {guides.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title[language]}
            </option>
          ))}
        </Select>
      </Field>
      <p>{guide.when[language]}</p>
      <h2>{t('package:tab.steps')}</h2>
      <Steps steps={guide.steps} />
      <h2>{t('package:stepNotes')}</h2>
      <ul className={styles.notes}>
        {guide.notes.map((note) => (
          <li key={note.en}>
            <Words text={note[language]} />
          </li>
        ))}
      </ul>
      <h2>{t('package:verify')}</h2>
      <Steps steps={VERIFY_STEPS} />
      <p className="second">{t('package:stepsInZip')}</p>
    </div>
  );
}

function Steps({ steps }: { readonly steps: readonly CarrierStep[] }) {
  const language = useLanguage();
  return (
    <ol className={styles.list}>
      {steps.map((step) => (
        <li key={step.en}>
          <Words text={step[language]} />
          {step.lines?.map((line) => (
            <div key={line} className={styles.line}>
              <CopyText value={line}>
                <code>{line}</code>
              </CopyText>
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

/** A sentence whose `file names` and [menu words] stand out. */
function Words({ text }: { readonly text: string }): ReactNode {
  let at = 0;
  return text.split(/(`[^`]+`|\[[^\]]+\])/).map((part) => {
    const key = at;
    at += part.length;
    if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>;
    if (part.startsWith('[')) return <b key={key}>{part}</b>;
    return part;
  });
}
