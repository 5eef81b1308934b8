import { tokens } from '@fluentui/react-components';
import type { Package } from '../api/client.ts';
import { useWords } from '../i18n/use-text.ts';

const WIDTH = 132;
const HEIGHT = 28;
const COLUMN = 20;

/** Six columns on one scale from 0 to the planned number: how many PCs reached each stage. */
export function Funnel({ funnel, planned }: { readonly funnel: Package['funnel']; readonly planned: number }) {
  const { t, number } = useWords();
  const most = Math.max(planned, 1, ...funnel.map((entry) => entry.reached));
  const words = funnel.map((entry) => `${t(`stage.${entry.stage}`)} ${number(entry.reached)}`).join(', ');
  const last = funnel.at(-1)?.reached ?? 0;
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8, whiteSpace: 'nowrap' }}>
      <svg width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
        <title>{words}</title>
        {funnel.map((entry, index) => {
          const height = (entry.reached / most) * HEIGHT;
          return (
            <g key={entry.stage}>
              <rect
                x={index * 22 + 0.5}
                y={0.5}
                width={COLUMN - 1}
                height={HEIGHT - 1}
                fill="none"
                stroke={tokens.colorNeutralStrokeAccessible}
              />
              <rect
                x={index * 22}
                y={HEIGHT - height}
                width={COLUMN}
                height={height}
                fill={tokens.colorCompoundBrandBackground}
              />
            </g>
          );
        })}
      </svg>
      {planned > 0 ? `${Math.floor((100 * last) / planned)}%` : ''}
    </span>
  );
}
