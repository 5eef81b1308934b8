import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { problemOf as advancedProblemOf } from './advanced-delivery.ts';
import { AdvancedDeliveryFields } from './advanced-delivery-fields.tsx';
import styles from './new-package-page.module.css';
import type { FormPart } from './package-form.ts';
import { Words } from './words.tsx';

/** How the PCs enroll: by themselves, unless somebody opens what is behind it. */
export function EnrollSection({ form, isTried, onChange }: FormPart) {
  const t = useTexts();
  const { advanced } = form;
  const problem = advancedProblemOf(advanced);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {advanced.isAutomatic && (
        <p>
          <Words text={t('packages:delivery.automaticWhat')} />
        </p>
      )}
      <details
        className={styles.advanced}
        open={isOpen || (isTried && problem !== null)}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>{t('new-package:advanced')}</summary>
        <div className={styles.inside}>
          <AdvancedDeliveryFields
            platform={form.platform}
            choice={advanced}
            problem={isTried ? problem : null}
            onChange={(next) => onChange({ advanced: next })}
          />
          <Field label={t('new-package:plainWay')} hint={t('new-package:plainWayHint')}>
            <RadioGroup
              layout="horizontal"
              value={String(form.plainWay)}
              onChange={(_event, data) => onChange({ plainWay: data.value === 'true' })}
            >
              <Radio value="false" label={t('new-package:plainWayNo')} />
              <Radio value="true" label={t('new-package:plainWayYes')} />
            </RadioGroup>
          </Field>
        </div>
      </details>
    </>
  );
}
