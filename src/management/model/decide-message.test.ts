import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClientCommand, SyncMLMessage } from '../../protocol/syncml/message.ts';
import { renderSyncMLMessage } from '../../protocol/syncml/render-message.ts';
import type { Command } from './command-outcome.ts';
import { decideMessage, isRepeat } from './decide-message.ts';
import type { ManagementSession, SessionState } from './session-state.ts';

const NOW = new Date('2026-11-25T03:00:00Z');
const CONTEXT = { now: NOW, newSession: 'new', nonce: Buffer.alloc(16, 7), requireMd5: false };

const message = (
  commands: ClientCommand[] = [],
  change: Partial<SyncMLMessage> & { msgId?: number; sessionId?: string } = {},
): SyncMLMessage => ({
  header: {
    sessionId: change.sessionId ?? '48',
    msgId: change.msgId ?? 1,
    target: 'https://mdm.example.test/',
    source: 'D1',
  },
  commands,
  final: change.final ?? true,
});
const command = (change: Partial<Command> = {}): Command => ({
  id: 1,
  purpose: 'baton',
  verb: 'Replace',
  uri: './Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera',
  format: 'int',
  data: '0',
  state: 'queued',
  session: null,
  msgId: null,
  cmdId: null,
  tries: 0,
  ...change,
});
const open = (change: Partial<ManagementSession> = {}): ManagementSession => ({
  id: 's1',
  sessionId: '48',
  state: 'open',
  lastAt: NOW,
  lastMsgId: 1,
  messages: 1,
  authenticated: false,
  failures: 0,
  loginStatus: null,
  lastRequestSha256: null,
  lastReply: null,
  ...change,
});
const state = (
  change: Partial<SessionState> = {},
  enrollment: Partial<SessionState['enrollment']> = {},
): SessionState => ({
  deviceId: 'device',
  deviceState: 'enrolled',
  enrollment: {
    id: 'e1',
    claimId: 'c1',
    packageId: 'p1',
    type: 'Device',
    source: 'D1',
    state: 'active',
    probation: false,
    clientHash: 'hash',
    clientNonce: Buffer.alloc(16),
    previousClientNonce: null,
    createdAt: NOW,
    firstSessionAt: NOW,
    ...enrollment,
  },
  certificate: { serial: '01', notAfter: new Date('2027-01-01'), revokedAt: null },
  latest: null,
  session: null,
  commands: [],
  ...change,
});
const login = (who: string): ClientCommand => ({
  kind: 'Alert',
  cmdId: '2',
  code: 1224,
  items: [{ meta: { type: 'com.microsoft/MDM/LoginStatus' }, data: who, moreData: false }],
});
const sent = (change: Partial<Command> = {}) =>
  command({ state: 'sent', session: 's1', msgId: 1, cmdId: 3, tries: 1, ...change });
const status = (code: number): ClientCommand => ({
  kind: 'Status',
  cmdId: '1',
  msgRef: 1,
  cmdRef: 3,
  cmd: 'x',
  targetRefs: [],
  sourceRefs: [],
  code,
  items: [],
});
const kinds = (decision: ReturnType<typeof decideMessage>) => decision.reply.commands.map((entry) => entry.kind);

test.each([
  ['none', 'Full', 0],
  ['others', 'Full', 0],
  ['user', 'Device', 0],
  ['user', 'Full', 1],
] as const)('#41 LoginStatus %s, enrollment %s: %i ./User commands', (who, type, expected) => {
  const user = command({ uri: './User/Vendor/MSFT/Policy/Config/Experience/AllowCortana' });
  expect(
    decideMessage(state({ commands: [user] }, { type }), message([login(who)]), CONTEXT).reply.commands,
  ).toHaveLength(expected);
});

test('#42 a message without Final gets Alert 1222, no commands and no Final; its results are kept', () => {
  const results: ClientCommand = {
    kind: 'Results',
    cmdId: '2',
    msgRef: 1,
    cmdRef: 3,
    items: [{ source: './DevDetail/SwV', meta: { format: 'chr' }, data: '10.0.1', moreData: false }],
  };
  const decision = decideMessage(state({ commands: [command()] }), message([results], { final: false }), CONTEXT);
  expect(decision.reply.final).toBe(false);
  expect(decision.reply.commands).toMatchObject([{ kind: 'Alert', code: 1222 }]);
  expect(decision.step.inventory).toMatchObject([{ uri: './DevDetail/SwV', value: '10.0.1' }]);
});

test('#44 202 and 200 are done; Delete 404 is done; Add 418 becomes a Replace in this very answer; 405 and 500 failed', () => {
  const outcome = (verb: Command['verb'], code: number) => {
    const one = sent({ verb });
    const decision = decideMessage(
      state({ session: open(), commands: [one] }),
      message([status(code)], { msgId: 2 }),
      CONTEXT,
    );
    return [decision.step.commands.at(-1)?.state, kinds(decision).join()];
  };
  expect(outcome('Replace', 200)).toEqual(['acknowledged', '']);
  expect(outcome('Exec', 202)).toEqual(['acknowledged', '']);
  expect(outcome('Delete', 404)).toEqual(['acknowledged', '']);
  expect(outcome('Add', 418)).toEqual(['sent', 'Replace']);
  expect(outcome('Replace', 405)).toEqual(['failed', '']);
  expect(outcome('Replace', 500)).toEqual(['failed', '']);
});

test('#50 Results that are repeated or spread give one final value; nodes that nobody asked for are not kept', () => {
  const item = (source: string, data: string) => ({ source, meta: {}, data, moreData: false });
  const results = (items: ReturnType<typeof item>[]): ClientCommand => ({
    kind: 'Results',
    cmdId: '2',
    msgRef: 1,
    cmdRef: 3,
    items,
  });
  const decision = decideMessage(
    state({ session: open() }),
    message(
      [results([item('./DevDetail/SwV', 'old')]), results([item('./DevDetail/SwV', 'new'), item('./Evil/Node', 'x')])],
      { msgId: 2 },
    ),
    CONTEXT,
  );
  expect(decision.step.inventory).toEqual([{ uri: './DevDetail/SwV', value: 'new', format: null, status: 200 }]);
});

test('#52 Alert 1223: what may be done twice is queued again, an Exec is not', () => {
  const abort: ClientCommand = { kind: 'Alert', cmdId: '1', code: 1223, items: [] };
  const commands = [sent(), sent({ id: 2, verb: 'Exec', cmdId: 4 })];
  const decision = decideMessage(state({ session: open(), commands }), message([abort], { msgId: 2 }), CONTEXT);
  expect(decision.step.commands).toEqual([
    { id: 1, state: 'queued' },
    { id: 2, state: 'failed' },
  ]);
  expect(decision.step.state).toBe('aborted');
});

test('#53 a keep-alive is answered by Status and Final, and the session stays open', () => {
  const alive: ClientCommand = {
    kind: 'Alert',
    cmdId: '2',
    code: 1224,
    items: [{ meta: { type: 'Reversed-Domain-Name:com.microsoft.mdm.requestpending' }, data: '1', moreData: false }],
  };
  const decision = decideMessage(
    state({ session: open(), commands: [command()] }),
    message([alive], { msgId: 2 }),
    CONTEXT,
  );
  expect([decision.reply.commands.length, decision.reply.final, decision.step.state]).toEqual([0, true, 'open']);
});

test('#43 a repeat is the same MsgID and the same bytes within 30 minutes; another body opens a new session', () => {
  const sha = Buffer.alloc(32, 1);
  const session = open({ lastRequestSha256: sha, lastReply: Buffer.from('x') });
  expect(isRepeat(session, 1, sha, NOW)).toBe(true);
  expect(isRepeat(session, 1, Buffer.alloc(32, 2), NOW)).toBe(false);
  expect(isRepeat(session, 2, sha, NOW)).toBe(false);
  expect(isRepeat(session, 1, sha, new Date(NOW.getTime() + 31 * 60_000))).toBe(false);
  expect(decideMessage(state({ session }), message(), CONTEXT).step.session).toBe('new');
});

test('on probation only inventory and un-enroll go out', () => {
  const commands = [
    command(),
    command({ id: 2, purpose: 'inventory', verb: 'Get', uri: './DevDetail/SwV' }),
    command({ id: 3, purpose: 'unenroll', verb: 'Exec' }),
  ];
  expect(kinds(decideMessage(state({ commands }, { probation: true }), message(), CONTEXT))).toEqual(['Get', 'Exec']);
});

test('#34 #35 whatever a PC sends: SyncHdr Status first, one Status for each command but Status and Results, CmdIDs rising from 1', () => {
  const client = fc.oneof(
    fc.record({
      kind: fc.constant('Alert' as const),
      cmdId: fc.string({ minLength: 1, maxLength: 4 }),
      code: fc.integer({ min: 1000, max: 1300 }),
      items: fc.constant([]),
    }),
    fc.record({
      kind: fc.constant('Replace' as const),
      cmdId: fc.string({ minLength: 1, maxLength: 4 }),
      items: fc.constant([]),
    }),
    fc.record({
      kind: fc.constant('Results' as const),
      cmdId: fc.constant('9'),
      msgRef: fc.nat(3),
      cmdRef: fc.nat(9),
      items: fc.constant([]),
    }),
    fc.integer({ min: 100, max: 600 }).map(status),
  );
  fc.assert(
    fc.property(
      fc.array(client, { maxLength: 12 }),
      fc.boolean(),
      fc.nat(3),
      fc.boolean(),
      (commands, final, queued, probation) => {
        const due = Array.from({ length: queued }, (_, index) => command({ id: index + 1 }));
        const decision = decideMessage(
          state({ session: open(), commands: due }, { probation }),
          message(commands as ClientCommand[], { final, msgId: 2 }),
          CONTEXT,
        );
        const { statuses } = decision.reply;
        expect(statuses[0]).toMatchObject({ cmdRef: '0', cmd: 'SyncHdr' });
        expect(statuses).toHaveLength(
          1 + commands.filter((entry) => entry.kind === 'Alert' || entry.kind === 'Replace').length,
        );
        const ids = [...statuses.map((entry) => entry.cmdId), ...decision.reply.commands.map((entry) => entry.cmdId)];
        expect(ids).toEqual(ids.map((_, index) => index + 1));
        expect(renderSyncMLMessage(decision.reply).length).toBeGreaterThan(0);
        if (!final || probation) expect(decision.reply.commands.every((entry) => entry.kind === 'Alert')).toBe(true);
      },
    ),
  );
});
