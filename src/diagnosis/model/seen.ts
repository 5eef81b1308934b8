/** What a file turned out to be, by its content. */
export type SeenKind =
  | 'dsregcmd'
  | 'log'
  | 'events'
  | 'registry'
  | 'collector'
  /** readable text in which nothing of the above was found; patterns and codes were still looked for */
  | 'text'
  | 'empty'
  /** a picture, a program, an .evtx: nothing was read */
  | 'binary';

/** What went wrong while a file was read. Each is also a fact `input.<id>` (value true, rank `said`, scope = file). */
export type ProblemId =
  /** the capture ends inside a value or a section */
  | 'cut-end'
  /** the capture begins inside a section or record */
  | 'cut-start'
  /** a line was longer than 64 KiB; the rest of it was not read */
  | 'long-line'
  /** more than one encoding, or NUL bytes between the letters, in one file */
  | 'mixed-encoding'
  /** neither UTF-8, UTF-16, Shift_JIS, GB18030 nor Windows-1252 in full */
  | 'unknown-encoding'
  /** JSON, XML or .reg that does not follow its format */
  | 'malformed'
  /** more than a bound allows; the rest was not read */
  | 'too-large'
  /** a picture, a program, an .evtx */
  | 'not-text'
  /** a time that cannot be (before 2009, after 2100): the PC's clock was wrong */
  | 'clock'
  /** the source itself says that it could not read something */
  | 'not-read'
  /** for whoever opens archives: encrypted member, refused path, too much when unpacked, broken archive */
  | 'encrypted'
  | 'path-refused'
  | 'bomb'
  | 'broken-archive';

export interface Problem {
  readonly id: ProblemId;
  readonly line: number | null;
  /** What exactly, as read or in technical words; at most 200 characters. Not translated. */
  readonly detail: string;
}

/** One file (or part of one) that was read, and how well. */
export interface Seen {
  readonly file: string;
  readonly kind: SeenKind;
  /**
   * Which sources of reference 5.3 the file holds: log names without ".log" (`CoManagementHandler`, `ClientIDManagerStartup`,
   * `setup`), channels (`MDM`, `AAD`, `UserDeviceRegistration`, `Provisioning`), dsregcmd sections, parts of the collector.
   */
  readonly sources: readonly string[];
  readonly bytes: number;
  readonly lines: number;
  /** First and last time in UTC that the file names; null when it names none. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** `utf-8`, `utf-16le`, `shift_jis`, …; what most of it was. */
  readonly encoding: string;
  readonly problems: readonly Problem[];
}
