import type { Client } from 'ldapts';
import { SourceError } from '../model/problems.ts';
import { messageShape, readHeader } from './message-shape.ts';

/** Of one answer, all entries of a page together; a group of a few hundred thousand members fits. */
const ANSWER_BYTES = 64 * 1024 * 1024;
/** Values and names in one answer: two bytes of an answer become two hundred in memory. */
const ANSWER_ELEMENTS = 600_000;

/** What of ldapts bytes go through. */
interface Receiving {
  socketDataHandler: (data: Buffer) => void;
  readonly socket?: { destroy(error?: Error): void };
  readonly messageParser: { read(data: Buffer, asked: ReadonlyMap<string, unknown>): void };
  readonly messageDetailsByMessageId: ReadonlyMap<string, unknown>;
}

/** What a server may send until the next question. */
export interface AnswerBound {
  /** A question follows: its answer counts from nothing. */
  begin(): void;
  /** Why the connection was ended, or null. */
  refused(): SourceError | null;
}

const bounds = new WeakMap<Client, AnswerBound>();

/** The bound of a connection that `boundAnswers` was given; none for others. */
export function answerBound(client: Client): AnswerBound | undefined {
  return bounds.get(client);
}

/**
 * Stands between a connection and ldapts' parser, which keeps whatever a server sends: takes bytes to whole messages
 * (RFC 4511 4.1.1) in linear time, and ends the connection at the first one that is malformed or makes an answer too
 * large. Messages that nobody asked for are dropped.
 */
export function boundAnswers(client: Client, server: string): void {
  const receiving = client as unknown as Receiving;
  let chunks: Buffer[] = [];
  let kept = 0;
  let bytes = 0;
  let elements = 0;
  let refusal: SourceError | null = null;
  const refuse = (detail: string) => {
    refusal = new SourceError('ANSWER_NOT_VALID', { server, detail });
    chunks = [];
    kept = 0;
    receiving.socket?.destroy(refusal);
  };
  bounds.set(client, {
    begin: () => {
      bytes = 0;
      elements = 0;
    },
    refused: () => refusal,
  });

  receiving.socketDataHandler = (data) => {
    if (refusal !== null) return;
    bytes += data.length;
    if (bytes > ANSWER_BYTES) {
      refuse('too large');
      return;
    }
    chunks.push(data);
    kept += data.length;
    while (kept > 0) {
      const size = messageSize(chunks, kept);
      if (size === 'malformed' || (typeof size === 'number' && size > ANSWER_BYTES)) {
        refuse(size === 'malformed' ? 'BER' : 'too large');
        return;
      }
      if (size === null || size > kept) return;
      const all = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, kept);
      const message = all.subarray(0, size);
      chunks = size === all.length ? [] : [all.subarray(size)];
      kept -= size;
      const shape = messageShape(message);
      elements += shape?.elements ?? 0;
      if (shape === null || elements > ANSWER_ELEMENTS) {
        refuse(shape === null ? 'BER' : 'too large');
        return;
      }
      if (!receiving.messageDetailsByMessageId.has(String(shape.id))) continue;
      receiving.messageParser.read(message, receiving.messageDetailsByMessageId);
    }
  };
}

const SEQUENCE = 0x30;
/** Bytes of the tag and of the longest length that is taken. */
const HEADER = 6;

/** The size of the first message, its header included; null = its header is not whole yet. */
function messageSize(chunks: Buffer[], kept: number): number | 'malformed' | null {
  const first = chunks[0];
  if (first === undefined) return null;
  if (first.length < HEADER && chunks.length > 1) chunks.splice(0, chunks.length, Buffer.concat(chunks, kept));
  const header = readHeader(chunks[0] ?? first, 0);
  if (header === null) return kept >= HEADER ? 'malformed' : null;
  return header.tag === SEQUENCE ? header.end : 'malformed';
}
