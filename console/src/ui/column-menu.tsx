import { Button, Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { Column20Regular } from '@fluentui/react-icons';
import { useTexts } from '../i18n/texts.ts';
import type { Filters } from './use-filters.ts';

/** Which columns a list shows; the choice is part of its URL (`cols=name,state`). */
export function ColumnMenu({
  filters,
  defaults,
  fixed,
  choices,
}: {
  readonly filters: Filters;
  readonly defaults: readonly string[];
  /** The column that is always there. */
  readonly fixed: string;
  readonly choices: readonly { readonly id: string; readonly text: string }[];
}) {
  const t = useTexts();
  const shown = filters.first('cols')?.split(',') ?? defaults;
  const change = (checked: readonly string[]) => {
    const next = choices.map((choice) => choice.id).filter((id) => id === fixed || checked.includes(id));
    const isDefault = next.length === defaults.length && next.every((id) => defaults.includes(id));
    filters.set('cols', isDefault ? [] : [next.join(',')]);
  };
  return (
    <Menu
      checkedValues={{ cols: [...shown] }}
      persistOnItemClick
      onCheckedValueChange={(_event, data) => change(data.checkedItems)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<Column20Regular />}>{t('columns')}</Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {choices.map((choice) => (
            <MenuItemCheckbox key={choice.id} name="cols" value={choice.id} disabled={choice.id === fixed}>
              {choice.text}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
