import { useLayoutEffect, useRef, useState } from 'react';
import type { Overview } from '../api/types.ts';
import { formatNumber } from '../i18n/format.ts';
import { useLanguage, useTexts } from '../i18n/texts.ts';
import styles from './burn-up.module.css';
import { isDayOff } from './japanese-holidays.ts';

const HEIGHT = 240;
const LEFT = 48;
const RIGHT = 64;
const TOP = 12;
const BOTTOM = 28;

/** A round number at or above `value`, so that four lines have round labels. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 4)));
  return [1, 2, 4, 8, 10].map((step) => step * unit).find((step) => step >= value) ?? value;
}

/** PCs enrolled so far by day (solid) and PCs planned so far (dotted steps); days off are grey. */
export function BurnUp({ series }: { readonly series: Overview['series'] }) {
  const t = useTexts();
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(280, Math.floor(entry.contentRect.width)));
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const number = (value: number) => formatNumber(value, language);
  const last = series.at(-1);
  const top = roundUp(Math.max(4, ...series.map((day) => Math.max(day.enrolled, day.planned ?? 0))));
  const step = (width - LEFT - RIGHT) / Math.max(1, series.length - 1);
  const x = (index: number) => LEFT + index * step;
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const enrolled = series.map((day, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(day.enrolled)}`).join('');
  const planned = series
    .map((day, index) => {
      if (day.planned === null) return '';
      const isFirst = series[index - 1]?.planned == null;
      // a plan of one day is a short line too
      return isFirst ? `M${x(index) - step / 2} ${y(day.planned)}H${x(index)}` : `H${x(index)}V${y(day.planned)}`;
    })
    .join('');
  const label =
    last === undefined
      ? ''
      : last.planned === null
        ? t('burnUp.label', { enrolled: number(last.enrolled) })
        : t('burnUp.labelPlanned', { enrolled: number(last.enrolled), planned: number(last.planned) });
  const ticks = [0, top / 4, top / 2, (top * 3) / 4, top];
  const every = Math.max(7, Math.ceil(56 / step / 7) * 7);
  return (
    <div ref={box} className={styles.box}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        {series.map((day, index) =>
          isDayOff(day.day) ? (
            <rect
              key={day.day}
              className={styles.off}
              x={x(index) - step / 2}
              y={TOP}
              width={step}
              height={HEIGHT - TOP - BOTTOM}
            />
          ) : null,
        )}
        {ticks.map((value) => (
          <g key={value}>
            <line className={styles.line} x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
            <text className={styles.text} x={LEFT - 8} y={y(value) + 4} textAnchor="end">
              {number(value)}
            </text>
          </g>
        ))}
        {series.map((day, index) =>
          (series.length - 1 - index) % every === 0 ? (
            <text key={day.day} className={styles.text} x={x(index)} y={HEIGHT - 8} textAnchor="middle">
              {dayLabel(day.day, language)}
            </text>
          ) : null,
        )}
        <path className={styles.planned} d={planned} />
        <path className={styles.enrolled} d={enrolled} />
        {last !== undefined && (
          <text className={styles.now} x={x(series.length - 1) + 8} y={y(last.enrolled) + 5}>
            {number(last.enrolled)}
          </text>
        )}
      </svg>
      <p className={styles.legend}>
        <span className={styles.keySolid} /> {t('burnUp.enrolled')}
        <span className={styles.keyDotted} /> {t('burnUp.planned')}
        <span className={styles.keyOff} /> {t('burnUp.off')}
      </p>
    </div>
  );
}

function dayLabel(day: string, language: 'ja' | 'en'): string {
  const at = new Date(`${day}T00:00:00Z`);
  return language === 'ja'
    ? `${at.getUTCMonth() + 1}/${at.getUTCDate()}`
    : new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at);
}
