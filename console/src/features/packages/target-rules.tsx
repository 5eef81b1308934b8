import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.ts';
import styles from './new-package-page.module.css';
import type { FormPart } from './package-form.ts';

/** How many PCs a user may enroll, how well known a PC must be, and what a PC does while nobody is signed in. */
export function TargetRules({ form, read, problemOf, onChange }: FormPart) {
  const t = useTexts();
  return (
    <>
      {!read.isPcList && (
        <Field label={t('new-package:perUser')} {...problemOf('per-user')}>
          <Input
            id="per-user"
            className={styles.narrow}
            inputMode="numeric"
            value={form.perUser}
            onChange={(_event, data) => onChange({ perUser: data.value })}
          />
        </Field>
      )}
      <Field label={t('new-package:known')} hint={t('new-package:knownHint')}>
        <RadioGroup
          value={read.knownRequired}
          onChange={(_event, data) => onChange({ known: data.value as 'stated' | 'listed' })}
        >
          <Radio value="stated" label={t('new-package:knownStated')} />
          <Radio value="listed" label={t('new-package:knownListed')} disabled={!read.isPcList} />
        </RadioGroup>
      </Field>
      <Field label={t('new-package:withoutUser')} {...(read.claimsAsPc ? { hint: t('new-package:systemClaims') } : {})}>
        <RadioGroup
          value={read.withoutUser}
          onChange={(_event, data) => onChange({ withoutUser: data.value as 'wait' | 'enroll' })}
        >
          <Radio value="wait" label={t('new-package:withoutUserWait')} disabled={read.claimsAsPc} />
          <Radio value="enroll" label={t('new-package:withoutUserEnroll')} />
        </RadioGroup>
      </Field>
    </>
  );
}
