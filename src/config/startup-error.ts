/**
 * Why Baton does not start, and the exit code that says so to a service manager. The codes are part of what we promise
 * (docs/operations.md): a number never changes its meaning. 1 is anything unforeseen.
 */
export const EXIT_CODES = {
  configuration: 10,
  'folder-foreign': 11,
  'folder-locked': 12,
  'folder-unusable': 13,
  'key-unreadable': 14,
  'key-wrong': 15,
  'database-unreachable': 16,
  'database-too-old': 17,
  'database-failed': 18,
  'port-unusable': 19,
  'clock-absurd': 20,
  'tls-root': 21,
  'tls-files': 22,
} as const;

/** Name of a cause in EXIT_CODES. */
export type StartupCause = keyof typeof EXIT_CODES;

/** One sentence in both languages: what is wrong and what to do. */
export interface StartupSentence {
  readonly en: string;
  readonly ja: string;
}

/** Ends a start. Whoever throws it has left files, keys and database as they were. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly reason: StartupCause;
  readonly exitCode: number;
  readonly sentence: StartupSentence;

  constructor(reason: StartupCause, sentence: StartupSentence, options?: ErrorOptions) {
    super(sentence.en, options);
    this.reason = reason;
    this.exitCode = EXIT_CODES[reason];
    this.sentence = sentence;
  }
}

/** The system's short word for a failed file or network call (`EACCES`), for the end of a sentence. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

/** Our own database lacks a file without which PostgreSQL cannot start; nothing is made in its place. */
export function damagedDatabase(file: string): StartupError {
  return new StartupError('database-failed', {
    en: `The database is damaged: ${file} is missing; restore the data folder from a backup.`,
    ja: `データベースが破損しています。${file} がありません。データ フォルダーをバックアップから復元してください。`,
  });
}
