import { AppLink } from './app-link.tsx';
import styles from './tab-links.module.css';

/** Tabs of one object. Each is a page of its own with its own URL, so they are links. */
export function TabLinks({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly { readonly text: string; readonly to: string }[];
}) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.to}>
            <AppLink href={tab.to} isTab className={styles.tab}>
              {tab.text}
            </AppLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
