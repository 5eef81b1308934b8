import { PARSER_INPUTS, readInput } from './diagnosis-inputs.ts';
import { machine } from './yardstick.ts';

/**
 * How time grows with the size of hostile input: five doublings for every parser and input, slope of log time over log size (1 =
 * linear). Ends with 1 where a slope is above 1.15.
 *
 *   node bench/growth.ts [PARSER…]
 */

const START = 128 * 1024;
const DOUBLINGS = 5;
const BAR = 1.15;

/** Shortest time that the processor's clock measures well enough, in seconds. */
const MEASURABLE = 0.08;

/** Processor time of one reading: repeated until it can be measured, the better of two, since others use the machine too. */
function secondsFor(bytes: Buffer): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round += 1) {
    const before = process.threadCpuUsage();
    let seconds = 0;
    let times = 0;
    while (seconds < MEASURABLE) {
      readInput(bytes);
      times += 1;
      const used = process.threadCpuUsage(before);
      seconds = (used.user + used.system) / 1e6;
    }
    best = Math.min(best, seconds / times);
  }
  return best;
}

function slopeOf(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const up = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return up / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

console.log(machine());
const wanted = process.argv.slice(2);
let worst = 0;
for (const { name, hostile } of PARSER_INPUTS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  hostile.forEach((make, index) => {
    readInput(make(START));
    const points = Array.from({ length: DOUBLINGS + 1 }, (_, i) => START * 2 ** i).map(
      (size) => [size, secondsFor(make(size))] as const,
    );
    const slope = slopeOf(points);
    worst = Math.max(worst, slope);
    const times = points.map(([, seconds]) => (seconds * 1000).toFixed(2)).join(' ');
    console.log(
      `${name} ${index}: slope ${slope.toFixed(2)}${slope > BAR ? ' ABOVE THE BAR' : ''}; ms from 128 KiB to 4 MiB: ${times}`,
    );
  });
}
console.log(`worst slope ${worst.toFixed(2)}; bar ${BAR}`);
process.exitCode = worst > BAR ? 1 : 0;
