import { createContext, useContext } from 'react';
import type { Me } from '../api/types.ts';
import { defaultZone } from '../i18n/format.ts';
import { useLanguage } from '../i18n/texts.ts';

export const PersonContext = createContext<Me | null>(null);

/** Who is signed in. @throws Error outside of the shell, which knows */
export function useMe(): Me {
  const me = useContext(PersonContext);
  if (me === null) throw new Error('nobody is signed in here');
  return me;
}

/** Whether the person may change things; a viewer sees the same page with disabled actions. */
export function useIsAdministrator(): boolean {
  return useMe().operator.role === 'administrator';
}

/** The time zone of the person. */
export function useZone(): string {
  const language = useLanguage();
  return useContext(PersonContext)?.operator.preferences.timeZone ?? defaultZone(language);
}
