import {
  Button,
  Field,
  Input,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { BookmarkMultiple20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { useGoTo } from './app-link.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { showToast } from './toasts.tsx';
import { renderUrlSearch } from './url-search.ts';
import type { Filters } from './use-filters.ts';

interface View {
  readonly name: string;
  readonly search: string;
}

function readViews(path: string): readonly View[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(`baton.views.${path}`) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((item: Partial<View>) =>
      typeof item?.name === 'string' && typeof item.search === 'string'
        ? [{ name: item.name, search: item.search }]
        : [],
    );
  } catch {
    return [];
  }
}

/** Views that this browser remembers: a view is a named URL of the list, nothing more. */
export function ViewMenu({ path, filters }: { readonly path: string; readonly filters: Filters }) {
  const t = useTexts();
  const goTo = useGoTo();
  const [views, setViews] = useState(() => readViews(path));
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const search = renderUrlSearch(filters.search);
  const current = views.find((view) => view.search === search);
  const store = (next: readonly View[]) => {
    localStorage.setItem(`baton.views.${path}`, JSON.stringify(next));
    setViews(next);
  };
  const save = async () => {
    store([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), search }]);
    showToast(t('saved', { name: name.trim() }), () => store(views));
  };
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<BookmarkMultiple20Regular />}>{current?.name ?? t('views')}</Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {views.map((view) => (
              <MenuItem key={view.name} onClick={() => goTo(`${path}${view.search}`)}>
                {view.name}
              </MenuItem>
            ))}
            {views.length > 0 && <MenuDivider />}
            <MenuItem
              onClick={() => {
                setName('');
                setNaming(true);
              }}
            >
              {t('saveView')}
            </MenuItem>
            {current !== undefined && (
              <MenuItem onClick={() => store(views.filter((view) => view !== current))}>
                {t('removeView', { name: current.name })}
              </MenuItem>
            )}
          </MenuList>
        </MenuPopover>
      </Menu>
      {isNaming && (
        <ConfirmDialog
          title={t('saveView')}
          action={t('saveView')}
          isBlocked={name.trim() === ''}
          onConfirm={save}
          onClose={() => setNaming(false)}
        >
          <Field label={t('viewName')} hint={t('viewHint')} required>
            <Input maxLength={64} value={name} onChange={(_event, data) => setName(data.value)} />
          </Field>
        </ConfirmDialog>
      )}
    </>
  );
}
