import { Field, Textarea } from '@fluentui/react-components';

/** A field of many lines, such as a certificate. */
export function PemField({
  label,
  hint,
  value,
  isBad = false,
  isSecret = false,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly isBad?: boolean;
  readonly isSecret?: boolean;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint ?? null} validationState={isBad ? 'error' : 'none'}>
      <Textarea
        rows={4}
        spellCheck={false}
        autoComplete="off"
        value={value}
        {...(isSecret ? { 'data-secret': true } : {})}
        onChange={(_event, data) => onChange(data.value)}
      />
    </Field>
  );
}
