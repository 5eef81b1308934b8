const DAY = 86_400_000;

/** Days of the equinoxes (formula of the National Astronomical Observatory for 1980 to 2099). */
function equinox(year: number, base: number): number {
  return Math.floor(base + 0.242194 * (year - 1980) - Math.floor((year - 1980) / 4));
}

/** The n-th Monday of a month. */
function monday(year: number, month: number, nth: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return 1 + ((8 - first) % 7) + (nth - 1) * 7;
}

const pad = (n: number) => String(n).padStart(2, '0');

function holidaysOf(year: number): Set<string> {
  const fixed: readonly (readonly [number, number])[] = [
    [1, 1],
    [1, monday(year, 1, 2)],
    [2, 11],
    [2, 23],
    [3, equinox(year, 20.8431)],
    [4, 29],
    [5, 3],
    [5, 4],
    [5, 5],
    [7, monday(year, 7, 3)],
    [8, 11],
    [9, monday(year, 9, 3)],
    [9, equinox(year, 23.2488)],
    [10, monday(year, 10, 2)],
    [11, 3],
    [11, 23],
  ];
  const days = new Set(fixed.map(([month, day]) => `${year}-${pad(month)}-${pad(day)}`));
  const sundays = [...days].filter((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 0);
  // a holiday on a Sunday moves to the next day that is none; a day between two holidays becomes one
  for (const sunday of sundays) {
    let next = Date.parse(`${sunday}T00:00:00Z`) + DAY;
    while (days.has(iso(next))) next += DAY;
    days.add(iso(next));
  }
  for (const day of [...days]) {
    const between = Date.parse(`${day}T00:00:00Z`) + DAY;
    if (days.has(iso(between + DAY)) && new Date(between).getUTCDay() !== 0) days.add(iso(between));
  }
  return days;
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

const years = new Map<number, Set<string>>();

/** Whether a day (YYYY-MM-DD) is a Saturday, a Sunday or a holiday in Japan (Act on National Holidays, as of 2022). */
export function isDayOff(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  if (weekday === 0 || weekday === 6) return true;
  const year = Number(day.slice(0, 4));
  let days = years.get(year);
  if (days === undefined) {
    days = holidaysOf(year);
    years.set(year, days);
  }
  return days.has(day);
}
