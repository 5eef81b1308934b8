/** `Meta` of a command or item, children of syncml:metinf. Text is trimmed. */
export interface Meta {
  /** `int`, `chr`, `bool`, `b64`, `bin`, `xml`, `node`, `null`, … */
  format?: string;
  type?: string;
  mark?: string;
  /** Total length of an object that comes in chunks. */
  size?: number;
  nextNonce?: string;
}

/** One Item as a PC sends it (OMA-REP 6.5). */
export interface Item {
  target?: string;
  source?: string;
  meta: Meta;
  /** Literal text, white space kept; absent when there was no Data element. */
  data?: string;
  /** More of the same object follows in a later message. */
  moreData: boolean;
}

/** Credential of a SyncHdr or Status. */
export interface Cred {
  /** `syncml:auth-md5`, `syncml:auth-basic`, … */
  type: string;
  format?: string;
  /** Digest, or base64 of user and password. Never log it. */
  data: string;
}

/** Header of a PC's message. `target`, `source` and `sessionId` are kept as sent, for the reply. */
export interface SyncHdr {
  /** Opaque text, decimal or hex by SyncApplicationVersion. */
  sessionId: string;
  msgId: number;
  /** Our address as the PC calls it. */
  target: string;
  /** The device id. */
  source: string;
  /** `Source/LocName`: the user name that belongs to `cred`. */
  sourceName?: string;
  cred?: Cred;
}

/** Event, session or abort notice from the PC; the numbers are in alerts.ts. */
export interface Alert {
  kind: 'Alert';
  cmdId: string;
  code: number;
  items: Item[];
}

/** The PC's answer to one command of ours, or (`cmdRef` 0) to our SyncHdr. */
export interface Status {
  kind: 'Status';
  cmdId: string;
  /** MsgID of our message. */
  msgRef: number;
  /** CmdID of our command. */
  cmdRef: number;
  cmd: string;
  targetRefs: string[];
  sourceRefs: string[];
  code: number;
  /** HRESULT behind a failure, as `0x` and 8 upper-case hex digits (MS-MDM, msft:originalerror). */
  originalError?: string;
  /** Present when the PC challenges us. */
  challenge?: Meta;
  items: Item[];
}

/** Values that a Get asked for. Items without a Meta of their own inherit that of the Results. */
export interface Results {
  kind: 'Results';
  cmdId: string;
  msgRef: number;
  cmdRef: number;
  items: Item[];
}

/** A command that the PC sends with items: Replace carries its DevInfo, with `source` instead of `target`. */
export interface ItemCommand {
  kind: 'Replace' | 'Add' | 'Delete' | 'Get' | 'Exec';
  cmdId: string;
  items: Item[];
}

/** A command that a management server does not take (Atomic, Copy, Put, Sync, …): answer 406. */
export interface UnsupportedCommand {
  kind: 'Unsupported';
  cmdId: string;
  /** Its element name, for `Status/Cmd`. */
  cmd: string;
}

export type ClientCommand = Alert | Status | Results | ItemCommand | UnsupportedCommand;

/** One message from a PC. */
export interface SyncMLMessage {
  header: SyncHdr;
  /** In the order sent. */
  commands: ClientCommand[];
  /** False while the PC is still sending its package: answer with Alert 1222. */
  final: boolean;
}

/** Header of our reply: `target` and `source` are the request's `source` and `target`, swapped, byte for byte. */
export interface ServerHdr {
  sessionId: string;
  msgId: number;
  target: string;
  source: string;
}

/** Our answer to one thing that the PC sent. */
export interface ServerStatus {
  cmdId: number;
  msgRef: number;
  /** CmdID of the PC's command as sent; `'0'` for its SyncHdr. */
  cmdRef: string;
  /** `SyncHdr`, `Alert`, `Replace`, … */
  cmd: string;
  targetRef?: string;
  sourceRef?: string;
  /** Chal for syncml:auth-md5: the nonce that the PC must use next. */
  nextNonce?: Uint8Array;
  code: number;
}

/** Alert 1222 (next message) or 1223 (abort). */
export interface ServerAlert {
  kind: 'Alert';
  cmdId: number;
  code: number;
}

/** Read a node, or with `?list=StructData` a subtree. */
export interface ServerGet {
  kind: 'Get';
  cmdId: number;
  target: string;
}

/** A command that changes something on the PC; the only ones that an Atomic may hold (OMA-REP 6.6). */
export interface ServerChange {
  kind: 'Add' | 'Replace' | 'Delete' | 'Exec';
  cmdId: number;
  target: string;
  /** DDF format of the node. */
  format?: string;
  /** MIME type, normally `text/plain`. */
  type?: string;
  /** Literal text; absent writes no Data element. */
  data?: string;
}

/** All or nothing. Holds neither Get nor another Atomic. */
export interface ServerAtomic {
  kind: 'Atomic';
  cmdId: number;
  commands: readonly ServerChange[];
}

export type ServerCommand = ServerAlert | ServerGet | ServerChange | ServerAtomic;

/** One message to a PC: Statuses first, then commands, then Final. CmdIDs rise through all of it, from 1. */
export interface ServerMessage {
  header: ServerHdr;
  statuses: readonly ServerStatus[];
  commands: readonly ServerCommand[];
  final: boolean;
}
