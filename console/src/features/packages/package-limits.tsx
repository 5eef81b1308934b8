import { Field, Input, Select } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.ts';
import styles from './new-package-page.module.css';
import type { FormPart } from './package-form.ts';

const VALIDITIES = [1, 4, 8, 24, 48, 72, 168, 336, 720, 2160] as const;

/** A span in words: whole days from two days on. */
export function useHours(): (hours: number) => string {
  const t = useTexts();
  return (hours) =>
    hours % 24 === 0 && hours > 24
      ? t('new-package:days', { count: hours / 24 })
      : t('new-package:hours', { count: hours });
}

/** From where and how long PCs may claim, and after how many an operator looks. */
export function PackageLimits({ form, problemOf, onChange }: FormPart) {
  const t = useTexts();
  const hours = useHours();
  const validities = VALIDITIES.some((hour) => hour === form.validity) ? VALIDITIES : [...VALIDITIES, form.validity];
  return (
    <div className={styles.grid}>
      <Field label={t('new-package:networks')} hint={t('new-package:networksHint')} {...problemOf('networks')}>
        <Input
          id="networks"
          placeholder={t('new-package:networksAny')}
          value={form.networks}
          onChange={(_event, data) => onChange({ networks: data.value })}
        />
      </Field>
      <Field label={t('new-package:validity')} hint={t('new-package:validityHint')}>
        <Select value={form.validity} onChange={(_event, data) => onChange({ validity: Number(data.value) })}>
          {validities.map((hour) => (
            <option key={hour} value={hour}>
              {hours(hour)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('new-package:stopAfter')} hint={t('new-package:stopAfterHint')} {...problemOf('stop-after')}>
        <Input
          id="stop-after"
          inputMode="numeric"
          value={form.stopAfter}
          onChange={(_event, data) => onChange({ stopAfter: data.value })}
        />
      </Field>
    </div>
  );
}
