import { FluentProvider, type Theme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { type ReactNode, useSyncExternalStore } from 'react';
import './base.css';

// Latin faces first, or a backslash in a path is drawn as a yen sign; Fluent's own list has no Japanese face
const FONTS = {
  fontFamilyBase:
    '"Segoe UI", "Yu Gothic UI", "Meiryo UI", "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif',
  fontFamilyMonospace: 'Consolas, "BIZ UDGothic", "MS Gothic", "Noto Sans Mono CJK JP", monospace',
};
const light: Theme = { ...webLightTheme, ...FONTS };
const dark: Theme = { ...webDarkTheme, ...FONTS };

export type ThemeChoice = 'light' | 'dark' | 'system';
const KEY = 'baton.theme';
const isDarkSystem = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Keeps the theme that this person chose, for this browser; the sign-in page has it before anybody is known. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  for (const listener of listeners) listener();
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  isDarkSystem.addEventListener('change', onChange);
  return () => {
    listeners.delete(onChange);
    isDarkSystem.removeEventListener('change', onChange);
  };
}

/** The theme that this browser remembers. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, storedChoice);
}

/** Paper is white whatever the theme. */
export function OnPaper({ children }: { readonly children: ReactNode }) {
  return <FluentProvider theme={light}>{children}</FluentProvider>;
}

/** Draws everything inside in the light or dark theme. */
export function Themed({ children }: { readonly children: ReactNode }) {
  const choice = useThemeChoice();
  const isSystemDark = useSyncExternalStore(subscribe, () => isDarkSystem.matches);
  const isDark = choice === 'dark' || (choice === 'system' && isSystemDark);
  document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  return <FluentProvider theme={isDark ? dark : light}>{children}</FluentProvider>;
}
