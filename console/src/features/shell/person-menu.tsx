import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Me, Preferences } from '../../api/types.ts';
import { changeLanguage, useLanguage, useTexts } from '../../i18n/texts.ts';
import { useGoTo } from '../../ui/app-link.tsx';
import { useMe } from '../../ui/person.tsx';
import styles from './person-menu.module.css';

/** Keeps a preference of the person on the server, and shows it at once. */
export function useChangePreferences(): (change: Preferences) => Promise<void> {
  const client = useQueryClient();
  return async (change) => {
    client.setQueryData<Me>(['me'], (me) =>
      me === undefined
        ? me
        : { ...me, operator: { ...me.operator, preferences: { ...me.operator.preferences, ...change } } },
    );
    if (change.language !== undefined) {
      localStorage.setItem('baton.language', change.language);
      await changeLanguage(change.language);
    }
    await call('PATCH', '/me', { body: change });
  };
}

/** Language and person, at the right of the header. */
export function PersonMenu() {
  const t = useTexts();
  const language = useLanguage();
  const me = useMe();
  const goTo = useGoTo();
  const changePreferences = useChangePreferences();
  const other = language === 'ja' ? 'en' : 'ja';
  const signOut = async () => {
    await call('POST', '/sign-out', { body: {} }).catch(() => undefined);
    location.assign('/sign-in');
  };
  return (
    <div className={styles.end}>
      <Button appearance="subtle" lang={other} onClick={() => void changePreferences({ language: other })}>
        {other === 'en' ? 'English' : '日本語'}
      </Button>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" className={styles.person}>
            {me.operator.displayName}
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => goTo('/me')}>{t('myPage')}</MenuItem>
            <MenuItem onClick={() => void signOut()}>{t('signOut')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </div>
  );
}
