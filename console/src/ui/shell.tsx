import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { BoxRegular, DataBarVerticalRegular, LaptopRegular } from '@fluentui/react-icons';
import { Link, Outlet } from '@tanstack/react-router';
import type { Me } from '../api/client.ts';
import { changeLanguage } from '../i18n/i18n.ts';
import { useWords } from '../i18n/use-text.ts';

const NAVIGATION = [
  { to: '/', key: 'nav.overview', Icon: DataBarVerticalRegular },
  { to: '/packages', key: 'nav.packages', Icon: BoxRegular },
  { to: '/devices', key: 'nav.devices', Icon: LaptopRegular },
] as const;

const useStyles = makeStyles({
  skip: {
    position: 'absolute',
    left: '-9999px',
    ':focus': { left: '8px', top: '8px', zIndex: 10, backgroundColor: tokens.colorNeutralBackground1, padding: '8px' },
  },
  header: {
    display: 'flex',
    alignItems: 'center',
    gap: '16px',
    padding: '0 16px',
    minHeight: '48px',
    flexWrap: 'wrap',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  product: { fontSize: '16px', fontWeight: 600 },
  badge: {
    padding: '2px 8px',
    borderRadius: '4px',
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    whiteSpace: 'nowrap',
  },
  right: { marginLeft: 'auto', display: 'flex', gap: '8px', alignItems: 'center' },
  body: { display: 'flex', minHeight: 'calc(100vh - 49px)', '@media (max-width: 640px)': { flexDirection: 'column' } },
  nav: {
    width: '224px',
    flexShrink: 0,
    padding: '12px 8px',
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 640px)': { width: 'auto' },
  },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '4px' },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    padding: '8px',
    borderRadius: '4px',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground2 },
    '&[aria-current="page"]': { backgroundColor: tokens.colorBrandBackground2, fontWeight: 600 },
  },
  main: { flexGrow: 1, minWidth: 0, padding: '20px 24px' },
});

/** Header, navigation and the page. */
export function Shell({ me, signOut }: { readonly me: Me; readonly signOut: () => void }) {
  const styles = useStyles();
  const { t, language } = useWords();
  return (
    <>
      <a className={styles.skip} href="#content">
        {t('shell.skip')}
      </a>
      <header className={styles.header}>
        <span className={styles.product}>Baton</span>
        {me.environment === 'training' ? <span className={styles.badge}>{t('shell.training')}</span> : null}
        <span className={styles.right}>
          <Button appearance="subtle" onClick={() => void changeLanguage(language === 'ja' ? 'en' : 'ja')}>
            {t('shell.language')}
          </Button>
          <span>{me.operator.displayName}</span>
          <Button appearance="subtle" onClick={signOut}>
            {t('shell.signOut')}
          </Button>
        </span>
      </header>
      <div className={styles.body}>
        <nav className={styles.nav} aria-label={t('shell.navigation')}>
          <ul className={styles.list}>
            {NAVIGATION.map(({ to, key, Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  className={styles.link}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  activeProps={{ 'aria-current': 'page' }}
                >
                  <Icon aria-hidden="true" fontSize={20} />
                  {t(key)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <main id="content" className={styles.main}>
          <Outlet />
        </main>
      </div>
    </>
  );
}
