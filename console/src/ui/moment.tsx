import { useEffect, useState } from 'react';
import { formatAge, formatMinute, formatMoment, formatSecond } from '../i18n/format.ts';
import { useLanguage, useTexts } from '../i18n/texts.ts';
import { useZone } from './person.tsx';

const FORMATS = { age: formatAge, minute: formatMinute, second: formatSecond };

/** A moment; `age` under 7 days relative, with the whole moment and its zone on focus and hover. Null: 「なし」 or `absent`. */
export function Moment({
  at,
  as = 'age',
  absent,
}: {
  readonly at: string | null;
  readonly as?: keyof typeof FORMATS;
  readonly absent?: string;
}) {
  const t = useTexts();
  const language = useLanguage();
  const zone = useZone();
  const [, tick] = useState(0);
  useEffect(() => {
    if (as !== 'age') return;
    const timer = setInterval(() => tick((n) => n + 1), 30_000);
    return () => clearInterval(timer);
  }, [as]);
  if (at === null) return <span className="keep">{absent ?? t('none')}</span>;
  return (
    <time dateTime={at} title={formatMoment(at, zone, language)} className="keep">
      {FORMATS[as](at, zone, language)}
    </time>
  );
}
