import type { SeenKind } from '../model/seen.ts';

/**
 * What reads one kind of file: takes bytes whose ASCII is plain ASCII ({@link createTranscoder}) in chunks of any size, which it
 * must copy if it keeps them, and tells at the end what the file was.
 */
export interface ByteParser {
  write(bytes: Buffer): void;
  end(): SeenKind;
}
