import { timingSafeEqual } from 'node:crypto';
import { AlertCode, alertType } from '../../protocol/syncml/alerts.ts';
import { digestMd5 } from '../../protocol/syncml/auth-md5.ts';
import type {
  ClientCommand,
  ServerCommand,
  ServerMessage,
  ServerStatus,
  SyncMLMessage,
} from '../../protocol/syncml/message.ts';
import { type Command, type CommandChange, commandAnswered, commandUnanswered } from './command-outcome.ts';
import { INVENTORY_NODES } from './inventory-nodes.ts';
import type { InventoryValue, ManagementSession, NewCommand, SessionState, SessionStep } from './session-state.ts';

/** What a message is decided with, beside the state: the caller's clock, randomness and switches. */
export interface MessageContext {
  readonly now: Date;
  /** Id for the session, if this message opens one. */
  readonly newSession: string;
  /** 16 random bytes, the PC's next nonce if it gets one. */
  readonly nonce: Buffer;
  readonly requireMd5: boolean;
}

export interface MessageDecision {
  readonly reply: ServerMessage;
  readonly step: SessionStep;
}

/** A half-open session is forgotten after this long; its SessionID may be used anew. */
const SESSION_LIFE_MS = 30 * 60_000;
const MAX_MESSAGES_PER_SESSION = 100;
const MAX_COMMANDS_PER_MESSAGE = 40;
const MAX_DATA_PER_MESSAGE = 400_000;
const MAX_AUTHENTICATION_FAILURES = 3;
const MAX_VALUE_CHARACTERS = 64_000;
const INVENTORY_SET = new Set(INVENTORY_NODES);
const KEEP_ALIVE = 'com.microsoft.mdm.requestpending';
const LOGIN_STATUS = 'com.microsoft/MDM/LoginStatus';
const UNENROLL = 'com.microsoft:mdm.unenrollment.userrequest';

/** Whether a body is the last message of the session again: the same MsgID, the same bytes, within 30 minutes. */
export function isRepeat(
  session: ManagementSession | null,
  msgId: number,
  sha256: Buffer,
  now: Date,
): session is ManagementSession & { lastReply: Buffer } {
  if (session?.lastReply == null || session.lastRequestSha256 === null || session.lastMsgId !== msgId) return false;
  return (
    now.getTime() - session.lastAt.getTime() <= SESSION_LIFE_MS && timingSafeEqual(session.lastRequestSha256, sha256)
  );
}

/**
 * What one message of a PC means and what we answer (OMA-PRO 6, MS-MDM 3.1): pure. Statuses first, one for each command
 * of the PC but none for Status and Results; then what is due; then Final. A message that is not its package's last is
 * answered by Alert 1222 alone; one without proof of who sends it, by a challenge alone.
 */
export function decideMessage(state: SessionState, message: SyncMLMessage, context: MessageContext): MessageDecision {
  const { header } = message;
  const current = continues(state.session, message, context.now) ? state.session : null;
  const proof = checkCred(state, message, current, context);
  const builder = new ReplyBuilder(message);
  const common = {
    session: current?.id ?? context.newSession,
    sessionId: header.sessionId,
    msgId: header.msgId,
    failures: proof.failures,
    nextNonce: proof.nextNonce,
  };

  if (proof.challenge !== null) {
    builder.headerStatus(proof.challenge, context.nonce);
    builder.statuses(message.commands, proof.challenge);
    const isOver = proof.failures >= MAX_AUTHENTICATION_FAILURES;
    return {
      reply: builder.build(true),
      step: {
        ...common,
        state: isOver ? 'aborted' : 'open',
        authenticated: false,
        loginStatus: null,
        commands: [],
        newCommands: [],
        inventory: [],
        isFirst: false,
        isLeaving: false,
      },
    };
  }

  const heard = readCommands(state, message, current);
  builder.headerStatus(proof.isVerified ? 212 : 200, proof.nextNonce);
  builder.statuses(message.commands, 200);
  const isFirst = state.enrollment.firstSessionAt === null;
  const stale = current === null ? unanswered(state) : [];
  const base = {
    ...common,
    authenticated: proof.isVerified || (current?.authenticated ?? false),
    loginStatus: heard.loginStatus ?? current?.loginStatus ?? null,
    inventory: heard.inventory,
    isFirst,
    isLeaving: heard.isLeaving,
  };

  if (heard.isAborted) {
    const changes = merge(stale, heard.changes, unanswered(state, heard.changes));
    return { reply: builder.build(true), step: { ...base, state: 'aborted', commands: changes, newCommands: [] } };
  }
  if (!message.final) {
    builder.command({ kind: 'Alert', cmdId: builder.nextCmdId(), code: AlertCode.NextMessage });
    return {
      reply: builder.build(false),
      step: { ...base, state: 'open', commands: merge(stale, heard.changes), newCommands: [] },
    };
  }
  if (heard.isLeaving || heard.isKeepAlive || (current?.messages ?? 0) >= MAX_MESSAGES_PER_SESSION) {
    const state_ = heard.isKeepAlive ? 'open' : 'ended';
    return {
      reply: builder.build(true),
      step: { ...base, state: state_, commands: merge(stale, heard.changes), newCommands: [] },
    };
  }

  const changes = merge(stale, heard.changes);
  const sent = sendDue(state, changes, builder, header.msgId, base.loginStatus);
  const asked =
    isFirst && !state.commands.some((command) => command.purpose === 'inventory')
      ? askInventory(builder, header.msgId)
      : [];
  const isIdle = sent.length === 0 && asked.length === 0;
  return {
    reply: builder.build(true),
    step: { ...base, state: isIdle ? 'ended' : 'open', commands: merge(changes, sent), newCommands: asked },
  };
}

/** MsgID 1 opens a session, even with a known SessionID (the repeat was looked for before); others go on with theirs. */
function continues(session: ManagementSession | null, message: SyncMLMessage, now: Date): session is ManagementSession {
  if (session === null || session.sessionId !== message.header.sessionId) return false;
  if (message.header.msgId === 1) return false;
  return now.getTime() - session.lastAt.getTime() <= SESSION_LIFE_MS;
}

interface CredCheck {
  /** 401 or 407 when the message must not be acted upon. */
  readonly challenge: 401 | 407 | null;
  readonly isVerified: boolean;
  readonly failures: number;
  readonly nextNonce: Buffer | null;
}

/**
 * A Cred that is present must verify, with the current nonce or the one before (the PC may not have got our last reply);
 * an absent one is asked for only with `session.requireMd5`, once a session (OMA-SEC 5.3, OMA-PRO 9).
 */
function checkCred(
  state: SessionState,
  message: SyncMLMessage,
  current: ManagementSession | null,
  context: MessageContext,
): CredCheck {
  const { cred } = message.header;
  const failures = current?.failures ?? 0;
  if (failures >= MAX_AUTHENTICATION_FAILURES) return { challenge: 401, isVerified: false, failures, nextNonce: null };
  if (cred === undefined) {
    const isMissing = context.requireMd5 && !(current?.authenticated ?? false);
    return {
      challenge: isMissing ? 407 : null,
      isVerified: false,
      failures,
      nextNonce: isMissing ? context.nonce : null,
    };
  }
  const { clientHash, clientNonce, previousClientNonce } = state.enrollment;
  const nonces = previousClientNonce === null ? [clientNonce] : [clientNonce, previousClientNonce];
  const isRight =
    cred.type === 'syncml:auth-md5' && nonces.some((nonce) => equal(cred.data.trim(), digestMd5(clientHash, nonce)));
  if (isRight) return { challenge: null, isVerified: true, failures, nextNonce: context.nonce };
  return { challenge: 401, isVerified: false, failures: failures + 1, nextNonce: context.nonce };
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

interface Heard {
  readonly changes: CommandChange[];
  readonly inventory: InventoryValue[];
  readonly loginStatus: string | null;
  readonly isAborted: boolean;
  readonly isLeaving: boolean;
  readonly isKeepAlive: boolean;
}

/** Reads alerts, statuses and results. Values are kept for nodes that we ask for, and for no others. */
function readCommands(state: SessionState, message: SyncMLMessage, current: ManagementSession | null): Heard {
  const inFlight = state.commands.filter((command) => command.state === 'sent' && command.session === current?.id);
  const find = (msgRef: number, cmdRef: number) =>
    inFlight.find((command) => command.msgId === msgRef && command.cmdId === cmdRef);
  const changes = new Map<number, CommandChange>();
  const values = new Map<string, InventoryValue>();
  let loginStatus: string | null = null;
  let isAborted = false;
  let isLeaving = false;
  let isKeepAlive = false;

  for (const command of message.commands) {
    if (command.kind === 'Status') {
      const ours = find(command.msgRef, command.cmdRef);
      if (ours === undefined) continue;
      changes.set(ours.id, { ...changes.get(ours.id), ...commandAnswered(ours, command.code, command.originalError) });
      if (ours.purpose === 'inventory' && command.code === 404)
        values.set(ours.uri, { uri: ours.uri, value: null, format: null, status: 404 });
    } else if (command.kind === 'Results') {
      for (const item of command.items) {
        const uri = item.source;
        if (uri === undefined || item.data === undefined || item.moreData || !INVENTORY_SET.has(uri)) continue;
        values.set(uri, {
          uri,
          value: item.data.slice(0, MAX_VALUE_CHARACTERS),
          format: item.meta.format ?? null,
          status: 200,
        });
      }
    } else if (command.kind === 'Alert') {
      if (command.code === AlertCode.SessionAbort) isAborted = true;
      for (const item of command.items) {
        const type = alertType(item);
        if (type === LOGIN_STATUS) loginStatus = item.data?.trim().slice(0, 16) ?? null;
        if (type === UNENROLL) isLeaving = true;
        if (type === KEEP_ALIVE) isKeepAlive = true;
      }
    }
  }
  return {
    changes: [...changes.values()],
    inventory: [...values.values()],
    loginStatus,
    isAborted,
    isLeaving,
    isKeepAlive,
  };
}

/** What was in flight when a session ended without an answer. */
function unanswered(state: SessionState, answered: readonly CommandChange[] = []): CommandChange[] {
  const done = new Set(answered.map((change) => change.id));
  return state.commands
    .filter((command) => command.state === 'sent' && !done.has(command.id))
    .map(commandUnanswered)
    .filter((change) => change !== null);
}

/** Later changes of a command go over earlier ones. */
function merge(...lists: readonly (readonly CommandChange[])[]): CommandChange[] {
  const byId = new Map<number, CommandChange>();
  for (const change of lists.flat()) byId.set(change.id, { ...byId.get(change.id), ...change });
  return [...byId.values()];
}

/**
 * Puts due commands into the reply: in order, bounded in number and size, none while earlier ones of this session wait
 * for their answer, none but inventory and un-enroll on probation, none for ./User unless the enrolling user is signed in
 * to a Full enrollment.
 */
function sendDue(
  state: SessionState,
  changes: readonly CommandChange[],
  builder: ReplyBuilder,
  msgId: number,
  loginStatus: string | null,
): CommandChange[] {
  const changed = new Map(changes.map((change) => [change.id, change]));
  const sent: CommandChange[] = [];
  let size = 0;
  for (const command of state.commands) {
    const now = changed.get(command.id);
    const isQueued = (now?.state ?? command.state) === 'queued';
    if (!isQueued || !isAllowed(state, command, loginStatus)) continue;
    size += (command.data ?? '').length;
    if (sent.length >= MAX_COMMANDS_PER_MESSAGE || (sent.length > 0 && size > MAX_DATA_PER_MESSAGE)) break;
    const cmdId = builder.nextCmdId();
    builder.command(serverCommand(command, now?.verb ?? command.verb, cmdId));
    sent.push({ id: command.id, state: 'sent', msgId, cmdId });
  }
  return sent;
}

function isAllowed(state: SessionState, command: Command, loginStatus: string | null): boolean {
  if (state.enrollment.probation && command.purpose === 'baton') return false;
  if (!/^\.\/user\//i.test(command.uri)) return true;
  return state.enrollment.type === 'Full' && loginStatus === 'user';
}

function serverCommand(command: Command, verb: Command['verb'], cmdId: number): ServerCommand {
  if (verb === 'Get') return { kind: 'Get', cmdId, target: command.uri };
  return {
    kind: verb,
    cmdId,
    target: command.uri,
    ...(command.format === null ? {} : { format: command.format, type: 'text/plain' }),
    ...(command.data === null ? {} : { data: command.data }),
  };
}

function askInventory(builder: ReplyBuilder, msgId: number): NewCommand[] {
  return INVENTORY_NODES.map((uri) => {
    const cmdId = builder.nextCmdId();
    builder.command({ kind: 'Get', cmdId, target: uri });
    return { purpose: 'inventory', verb: 'Get', uri, format: null, data: null, msgId, cmdId };
  });
}

/** Collects a reply; CmdIDs rise from 1 through all of it. */
class ReplyBuilder {
  readonly #message: SyncMLMessage;
  readonly #statuses: ServerStatus[] = [];
  readonly #commands: ServerCommand[] = [];
  #cmdId = 0;

  constructor(message: SyncMLMessage) {
    this.#message = message;
  }

  nextCmdId(): number {
    this.#cmdId += 1;
    return this.#cmdId;
  }

  headerStatus(code: number, nextNonce: Buffer | null): void {
    const { header } = this.#message;
    this.#statuses.push({
      cmdId: this.nextCmdId(),
      msgRef: header.msgId,
      cmdRef: '0',
      cmd: 'SyncHdr',
      targetRef: header.target,
      sourceRef: header.source,
      ...(nextNonce === null ? {} : { nextNonce }),
      code,
    });
  }

  /** One Status for each command of the PC, never one for a Status or Results. */
  statuses(commands: readonly ClientCommand[], code: number): void {
    for (const command of commands) {
      if (command.kind === 'Status' || command.kind === 'Results') continue;
      const isUnsupported = command.kind === 'Unsupported';
      this.#statuses.push({
        cmdId: this.nextCmdId(),
        msgRef: this.#message.header.msgId,
        cmdRef: command.cmdId,
        cmd: isUnsupported ? command.cmd : command.kind,
        code: isUnsupported && code === 200 ? 406 : code,
      });
    }
  }

  command(command: ServerCommand): void {
    this.#commands.push(command);
  }

  build(final: boolean): ServerMessage {
    const { header } = this.#message;
    return {
      header: { sessionId: header.sessionId, msgId: header.msgId, target: header.source, source: header.target },
      statuses: this.#statuses,
      commands: this.#commands,
      final,
    };
  }
}
