import { Button, type ButtonProps, Tooltip } from '@fluentui/react-components';
import { useTexts } from '../i18n/texts.ts';
import { useIsAdministrator } from './person.tsx';

/** A button for an action that changes something: a viewer sees it disabled, with the reason; so does anyone when `blockedWhy` is given. */
export function ActionButton({
  blockedWhy,
  ...props
}: Omit<ButtonProps, 'as' | 'href' | 'type'> & {
  readonly blockedWhy?: string | null;
  readonly type?: 'button' | 'submit';
}) {
  const t = useTexts();
  const isAdministrator = useIsAdministrator();
  const why = isAdministrator ? (blockedWhy ?? null) : t('needsAdministrator');
  if (why === null) return <Button {...(props as ButtonProps)} />;
  return (
    <Tooltip content={why} relationship="description">
      <Button {...(props as ButtonProps)} disabledFocusable />
    </Tooltip>
  );
}
