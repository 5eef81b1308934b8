import { useEffect, useState } from 'react';
import { serverNow, watchReachability } from '../../api/client.ts';
import { formatClock } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useZone } from '../../ui/person.tsx';
import styles from './band.module.css';

/** The row under the header that says when the server cannot be reached; it takes its place, it covers nothing. */
export function Band() {
  const t = useTexts();
  const zone = useZone();
  const [awaySince, setAwaySince] = useState<string | null>(null);
  useEffect(
    () =>
      watchReachability((isReachable) =>
        setAwaySince((since) => (isReachable ? null : (since ?? new Date(serverNow()).toISOString()))),
      ),
    [],
  );
  return (
    <div role="status" className={awaySince === null ? styles.none : styles.band}>
      {awaySince !== null && t('offline', { time: formatClock(awaySince, zone, true) })}
    </div>
  );
}
