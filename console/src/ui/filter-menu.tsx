import {
  Button,
  Menu,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { ChevronDown16Regular } from '@fluentui/react-icons';
import styles from './filter-menu.module.css';
import type { Filters } from './use-filters.ts';

interface Choice {
  readonly id: string;
  readonly text: string;
}

/** One filter of a list. Several values are OR; `isSingle` takes one, and choosing it again takes it away. */
export function FilterMenu({
  filters,
  name,
  text,
  choices,
  isSingle = false,
}: {
  readonly filters: Filters;
  readonly name: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly isSingle?: boolean;
}) {
  const values = filters.values(name);
  const change = (checked: readonly string[]) => {
    const added = checked.filter((value) => !values.includes(value));
    filters.set(name, isSingle ? added : checked);
  };
  return (
    <Menu
      checkedValues={{ [name]: [...values] }}
      onCheckedValueChange={(_event, data) => change(data.checkedItems)}
      persistOnItemClick={!isSingle}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<ChevronDown16Regular />} iconPosition="after" className={styles.button}>
          {text}
          {values.length > 0 && <span className={styles.count}>{values.length}</span>}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {choices.map((choice) =>
            isSingle ? (
              <MenuItemRadio key={choice.id} name={name} value={choice.id}>
                {choice.text}
              </MenuItemRadio>
            ) : (
              <MenuItemCheckbox key={choice.id} name={name} value={choice.id}>
                {choice.text}
              </MenuItemCheckbox>
            ),
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
