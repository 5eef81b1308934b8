export type LineSeverity = 'error' | 'warning' | 'info';

/** One line as the viewer shows it. */
export interface ViewerLine {
  /** Line of the file, from 1. */
  readonly number: number;
  /** Without the marks of its format. */
  readonly text: string;
  /** As it was written. */
  readonly raw: string;
  readonly severity: LineSeverity | null;
  /** UTC in milliseconds; null where the line gives no time that can be trusted. */
  readonly time: number | null;
  /** The PC's clock as written, where it has no zone. */
  readonly local: string | null;
  readonly component: string;
}

export type FileGroup = 'logs' | 'command' | 'events' | 'registry' | 'parts';

/** A file, or a part of the evidence file, by lines. */
export interface ViewerFile {
  /** What findings call it: `C:/WINDOWS/CCM/Logs/execmgr.log`, `joinState.system`, `registry`. */
  readonly id: string;
  readonly group: FileGroup;
  readonly lines: readonly ViewerLine[];
  /** Why it could not be read on the PC; null where it was. */
  readonly notRead: string | null;
  /** Bytes of the file that lie before what was collected. */
  readonly offset: number;
}

/** A line that says nothing about its time or severity. */
export function plainLine(number: number, text: string): ViewerLine {
  return { number, text, raw: text, severity: null, time: null, local: null, component: '' };
}
