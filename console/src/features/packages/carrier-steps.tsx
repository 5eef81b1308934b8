import { Button, Field, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { type CarrierStep, carrierGuidesFor, VERIFY_STEPS } from '../../../../src/packages/model/carrier-steps.ts';
import type { Package } from '../../api/types.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { like } from '../../ui/url-search.ts';
import { useFilters } from '../../ui/use-filters.ts';
import styles from './carrier-steps.module.css';
import { Words } from './words.tsx';

const RULES = { way: like(/^[a-z0-9-]{1,32}$/) };

/**
 * How this package is distributed, step by step: the same texts as in its zip, for the carrier that was chosen when it was
 * made. Another one is looked at without changing the package.
 */
export function CarrierSteps({ pkg }: { readonly pkg: Package }) {
  const t = useTexts();
  const language = useLanguage();
  const filters = useFilters(RULES);
  const guides = carrierGuidesFor(pkg.platform);
  const own = guides.find((one) => one.id === pkg.carrier);
  const guide = guides.find((one) => one.id === filters.first('way')) ?? own ?? guides[0];
  const [isOpen, setOpen] = useState(false);
  if (guide === undefined) return null;
  const isChoosing = isOpen || guide !== own;
  return (
    <div className={styles.steps}>
      {pkg.downloads.count === 0 && <p>{t('package:downloadFirst')}</p>}
      {isChoosing ? (
        <Field
          label={t('package:way')}
          {...(guide === own || own === undefined ? {} : { hint: t('package:otherWay', { way: own.title[language] }) })}
        >
          <Select className={styles.way} value={guide.id} onChange={(_event, { value }) => filters.set('way', [value])}>
            {guides.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title[language]}
              </option>
            ))}
          </Select>
        </Field>
      ) : (
        <div className={styles.chosen}>
          <span>
            <span className="second">{t('package:way')}</span> {guide.title[language]}
          </span>
          <Button size="small" onClick={() => setOpen(true)}>
            {t('package:otherWays')}
          </Button>
        </div>
      )}
      <p>
        <Words text={guide.when[language]} />
      </p>
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
