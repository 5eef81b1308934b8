import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { Addresses as AddressList } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LoadError, Loading } from '../../ui/states.tsx';
import styles from './settings-page.module.css';

const DOORS = ['enrollment', 'management', 'operator', 'discovery'] as const;

/** Where PCs and operators reach Baton. */
export function Addresses() {
  const t = useTexts();
  const addresses = useQuery({
    queryKey: ['addresses'],
    queryFn: ({ signal }) => call<AddressList>('GET', '/addresses', { signal }),
  });
  return (
    <section className={styles.section} aria-labelledby="addresses">
      <h2 id="addresses">{t('admin:addresses')}</h2>
      {addresses.error !== null && <LoadError error={addresses.error} onRetry={() => void addresses.refetch()} />}
      {addresses.data === undefined && addresses.error === null && <Loading rows={4} />}
      {addresses.data !== undefined && (
        <Facts
          items={DOORS.map(
            (door) => [t(`admin:address.${door}`), <CopyText key={door} value={addresses.data[door]} />] as const,
          )}
        />
      )}
    </section>
  );
}
