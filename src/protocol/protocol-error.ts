import type { FaultName } from './soap/fault-name.ts';

/**
 * Why a message could not be read, or must not be written.
 * `too-large`, `too-deep`, `too-many`: a limit was passed. `dtd`, `encoding`, `malformed`: not the XML we speak.
 * `unexpected`, `missing`, `doubled`, `bad-value`: well-formed, but not the message it should be.
 * `unwritable`: our own side asked for something that the specification does not let us send.
 */
export type ProtocolErrorCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many'
  | 'dtd'
  | 'encoding'
  | 'malformed'
  | 'unexpected'
  | 'missing'
  | 'doubled'
  | 'bad-value'
  | 'unwritable';

/** What a ProtocolError may know beside its code. */
export interface ProtocolErrorDetails {
  /** The fault that answers the request, where it came by SOAP. */
  faultName?: FaultName;
  /** MessageID of the request, where its header could be read: for `RelatesTo` in the fault. */
  messageId?: string;
}

/**
 * The only error that leaves this room. Its message names elements and limits, never a value from the wire, so that it
 * may be logged and shown as it is.
 */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly faultName: FaultName | undefined;
  readonly messageId: string | undefined;

  constructor(code: ProtocolErrorCode, message: string, details: ProtocolErrorDetails = {}) {
    super(message);
    this.name = 'ProtocolError';
    this.code = code;
    this.faultName = details.faultName;
    this.messageId = details.messageId;
  }
}
