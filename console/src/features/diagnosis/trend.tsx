import { useTexts } from '../../i18n/texts.ts';
import styles from './trend.module.css';

const BAR = 5;
const GAP = 2;
const HEIGHT = 24;

/** PCs at the end of each day as bars from zero, and the change in a number: the picture never stands alone. */
export function Trend({ days, max }: { readonly days: readonly number[]; readonly max: number }) {
  const t = useTexts();
  const width = days.length * (BAR + GAP) - GAP;
  const week = days.slice(-8);
  const change = (week.at(-1) ?? 0) - (week[0] ?? 0);
  const text = change > 0 ? `+${change}` : String(change);
  return (
    <span className={styles.trend}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={t('diagnosis:trendLabel', { change: text, days: days.join(', ') })}
      >
        {days.map((count, index) => {
          const height = count === 0 ? 1 : Math.max(2, Math.round((HEIGHT * count) / Math.max(1, max)));
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place
              key={index}
              className={count === 0 ? styles.none : styles.bar}
              x={index * (BAR + GAP)}
              y={HEIGHT - height}
              width={BAR}
              height={height}
            />
          );
        })}
      </svg>
      <span className={styles.change}>{change === 0 ? '±0' : text}</span>
    </span>
  );
}
