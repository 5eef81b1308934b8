import { createHash } from 'node:crypto';
import { backoffs, type Clock } from './clock.ts';
import { COMMANDS, execute } from './execute.ts';
import { type Answer, request, WireError, type WireOptions, wireOf } from './http.ts';
import type { Account, Pc } from './pc.ts';
import { at, escapeXml, type Node, readDocument } from './xml.ts';

export interface SessionOptions extends WireOptions {
  /** With a clock a message whose answer does not come is sent again, as the account says; without one it is lost. */
  readonly clock?: Clock;
  /** Who is signed in, as the LoginStatus alert says it. */
  readonly loginStatus?: 'user' | 'others' | 'none';
  /** Sends every message twice: the answers must be the same bytes. */
  readonly duplicate?: boolean;
  /** Ends without a word after so many messages. */
  readonly silentAfter?: number;
  /** Aborts with Alert 1223 after so many messages. */
  readonly abortAfter?: number;
  /** The user removes the account: Alert 1226. */
  readonly unenroll?: boolean;
  /** Sends no Cred. */
  readonly withoutCred?: boolean;
  /** Sends a Cred made with another password. */
  readonly wrongCred?: boolean;
}

export interface SessionOutcome {
  readonly messages: number;
  readonly commands: number;
  /** `done`; `refused` with the HTTP status; `left` when this session said farewell; `dropped` when Windows left it. */
  readonly result: 'done' | 'refused' | 'left' | 'dropped';
  readonly status: number;
  /** Bodies of the server's answers, for tests that look closely. */
  readonly answers: readonly string[];
}

const SYNCML = 'application/vnd.syncml.dm+xml';
const MAX_MESSAGES = 60;

/** B64(MD5(B64(MD5(user:password)):nonce)), OMA-SEC 5.3. */
function digest(account: Account, secret: string): string {
  const inner = createHash('md5').update(`${account.client.name}:${secret}`).digest('base64');
  return createHash('md5')
    .update(Buffer.concat([Buffer.from(`${inner}:`), Buffer.from(account.client.nonce, 'base64')]))
    .digest('base64');
}

/** One management session as Windows runs it: package 1, then answers, until the server has nothing more. */
export async function runSession(pc: Pc, options: SessionOptions): Promise<SessionOutcome> {
  const account = pc.account;
  if (account === null) throw new Error('this PC is not enrolled');
  account.sessions += 1;
  const sessionId = String(account.sessions);
  const answers: string[] = [];
  let commands = 0;
  let msgId = 0;
  let pending = packageOne(pc, options);
  for (; msgId < MAX_MESSAGES; ) {
    msgId += 1;
    const body = message(account, sessionId, msgId, pending, options);
    if (options.silentAfter !== undefined && msgId > options.silentAfter)
      return { messages: msgId - 1, commands, result: 'dropped', status: 0, answers };
    const answer = await send(pc, account, body, options);
    if (options.duplicate) {
      const again = await send(pc, account, body, options);
      if (!again.body.equals(answer.body)) throw new Error('a repeated message got another answer');
    }
    if (answer.status !== 200) return { messages: msgId, commands, result: 'refused', status: answer.status, answers };
    const text = answer.body.toString();
    answers.push(text);
    const reply = readReply(text);
    if (reply.nextNonce !== undefined) account.client.nonce = reply.nextNonce;
    if (reply.challenged) {
      if (msgId > 5) return { messages: msgId, commands, result: 'dropped', status: 200, answers };
      continue; // package 1 again, with a new MsgID
    }
    if (options.unenroll) {
      leave(pc);
      return { messages: msgId, commands, result: 'left', status: 200, answers };
    }
    if (reply.commands.length === 0 && reply.final)
      return { messages: msgId, commands, result: 'done', status: 200, answers };
    const executed = execute(pc, reply.commands, msgId);
    commands += reply.commands.length;
    account.isLeaving = executed.left;
    if (executed.left) return { messages: msgId, commands, result: 'dropped', status: 200, answers };
    pending =
      options.abortAfter !== undefined && msgId >= options.abortAfter
        ? '<Alert><CmdID>1</CmdID><Data>1223</Data></Alert>'
        : executed.body;
  }
  throw new Error('the session does not end');
}

/** Windows removes what Baton delivered. */
function leave(pc: Pc): void {
  pc.account?.agent.destroy();
  pc.account = null;
  pc.hasLeft = true;
}

/** Sends a message; when its answer does not come, the same bytes again, after longer and longer waits. */
async function send(pc: Pc, account: Account, body: string, options: SessionOptions): Promise<Answer> {
  const waits = options.clock === undefined ? [] : backoffs(account.connection);
  for (const wait of waits) {
    const answer = await sendOnce(pc, account, body, options);
    if (answer.status !== 0) return answer;
    await options.clock?.wait(wait);
  }
  return sendOnce(pc, account, body, options);
}

async function sendOnce(pc: Pc, account: Account, body: string, options: SessionOptions): Promise<Answer> {
  try {
    return await request(
      'POST',
      `${account.address}?mode=Maintenance&Platform=WoA`,
      { ...wireOf(options), agent: offeredAgent(pc, account, options.now?.()) },
      Buffer.from(body),
      { 'content-type': SYNCML, 'user-agent': 'MSFT OMA DM Client/1.2.0.1' },
    );
  } catch (error) {
    if (error instanceof WireError) return { status: 0, contentType: '', body: Buffer.from(error.message) };
    throw error;
  }
}

/** A certificate that is not valid by this PC's clock is not offered to the server. */
function offeredAgent(pc: Pc, account: Account, now: Date | undefined): Account['agent'] {
  const isValid = now === undefined || (account.validFrom <= now && now <= account.validTo);
  return isValid ? account.agent : pc.agent;
}

function packageOne(pc: Pc, options: SessionOptions): string {
  const { hardware } = pc;
  const item = (name: string, value: string) =>
    `<Item><Source><LocURI>./DevInfo/${name}</LocURI></Source><Data>${escapeXml(value)}</Data></Item>`;
  const farewell = options.unenroll
    ? '<Alert><CmdID>5</CmdID><Data>1226</Data><Item><Meta><Type xmlns="syncml:metinf">com.microsoft:mdm.unenrollment.userrequest</Type><Format xmlns="syncml:metinf">int</Format></Meta><Data>1</Data></Item></Alert>'
    : '';
  return `<Alert><CmdID>2</CmdID><Data>1201</Data></Alert><Alert><CmdID>3</CmdID><Data>1224</Data><Item><Meta><Type xmlns="syncml:metinf">com.microsoft/MDM/LoginStatus</Type></Meta><Data>${options.loginStatus ?? (pc.user === null ? 'none' : 'user')}</Data></Item></Alert><Replace><CmdID>4</CmdID>${item('DevId', pc.account?.deviceId ?? '')}${item('Man', hardware.maker)}${item('Mod', hardware.model)}${item('DmV', '1.3')}${item('Lang', 'ja-JP')}</Replace>${farewell}`;
}

function message(account: Account, sessionId: string, msgId: number, body: string, options: SessionOptions): string {
  const secret = options.wrongCred ? 'not-the-secret' : account.client.secret;
  const cred =
    options.withoutCred || (msgId > 1 && !options.wrongCred && !body.startsWith('<Alert><CmdID>2</CmdID><Data>1201'))
      ? ''
      : `<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type></Meta><Data>${digest(account, secret)}</Data></Cred>`;
  return `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>${sessionId}</SessionID><MsgID>${msgId}</MsgID><Target><LocURI>${escapeXml(account.address)}</LocURI></Target><Source><LocURI>${account.deviceId}</LocURI><LocName>${escapeXml(account.client.name)}</LocName></Source>${cred}</SyncHdr><SyncBody>${body}<Final/></SyncBody></SyncML>`;
}

interface ServerReply {
  readonly final: boolean;
  readonly challenged: boolean;
  readonly nextNonce: string | undefined;
  readonly commands: readonly Node[];
}

function readReply(text: string): ServerReply {
  const document = readDocument(text);
  const body = at(document, 'SyncBody');
  if (document.namespace !== 'SYNCML:SYNCML1.2' || body === undefined) throw new Error('not a SyncML answer');
  const first = body.children[0];
  if (first?.name !== 'Status' || at(first, 'Cmd')?.text !== 'SyncHdr')
    throw new Error('the first child is not the Status of SyncHdr');
  const code = at(first, 'Data')?.text;
  return {
    final: body.children.some((child) => child.name === 'Final'),
    challenged: code === '401' || code === '407',
    nextNonce: at(first, 'Chal', 'Meta', 'NextNonce')?.text,
    commands: body.children.filter(
      (child) => COMMANDS.has(child.name) && !(child.name === 'Alert' && at(child, 'Data')?.text === '1222'),
    ),
  };
}
