/** A time as far as its source tells it. */
export interface RecordTime {
  /** ISO UTC, null without a zone that can be trusted. */
  readonly time: string | null;
  /** The clock's reading, where there is no UTC. */
  readonly local?: string;
  /** The year cannot be: the PC's clock was wrong. */
  readonly clock?: true;
}

/** No time at all. */
export const NO_TIME: RecordTime = { time: null };

/** Parts of a local time. `fraction` are the digits behind the point, 1 to 9 of them. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction?: string;
}

/**
 * Makes the time of local parts and a bias in minutes (UTC = local + bias; null = no zone). Years before 2009 or after 2100 are a
 * wrong clock; parts that no calendar has give no time.
 */
export function timeOf(parts: LocalTime, bias: number | null): RecordTime {
  const { year, month, day, hour, minute, second } = parts;
  const milliseconds = Number((parts.fraction ?? '').padEnd(3, '0').slice(0, 3));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return NO_TIME;
  if (year < 2009 || year > 2100) return { time: null, clock: true };
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  if (bias === null || Math.abs(bias) > 1_560) return { time: null, local: new Date(local).toISOString().slice(0, 23) };
  return { time: new Date(local + bias * 60_000).toISOString() };
}

/** `2024-03-25T09:15:17+01:00`, `2022-11-07 15:51:42.000 UTC`, `20230509073015.769000+000`: ISO UTC, or local without a zone. */
export function parseIsoTime(text: string): RecordTime {
  const iso =
    /^\s{0,10}(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?/i.exec(text);
  if (iso === null) return NO_TIME;
  const [, year, month, day, hour, minute, second, fraction, zone] = iso;
  return timeOf(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      ...(fraction === undefined ? {} : { fraction }),
    },
    biasOfZone(zone),
  );
}

function biasOfZone(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (/^(?:Z|UTC)$/i.test(zone)) return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return digits.startsWith('-') ? minutes : -minutes;
}
