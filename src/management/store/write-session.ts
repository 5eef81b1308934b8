import type { Queryable } from '../../storage/database.ts';
import { OS_VERSION_NODE } from '../model/inventory-nodes.ts';
import type { SessionState, SessionStep } from '../model/session-state.ts';

/** What goes beside a step: the exact messages (redacted), the sealed reply, and times. */
export interface SessionRecord {
  readonly now: Date;
  readonly nextContactAt: Date;
  readonly requestSha256: Buffer;
  readonly received: string;
  readonly sent: string;
  readonly sealedReply: Buffer;
  readonly newCommandsExpireAt: Date;
}

/**
 * The one write of a message. False when another message of the same PC came in between: nothing was changed, read and
 * decide again.
 */
export async function writeSessionStep(
  q: Queryable,
  state: SessionState,
  step: SessionStep,
  record: SessionRecord,
): Promise<boolean> {
  const osVersion = step.inventory.find((item) => item.uri === OS_VERSION_NODE)?.value?.slice(0, 64);
  const json = {
    at: record.now.toISOString(),
    nextContactAt: record.nextContactAt.toISOString(),
    session: step.session,
    sessionId: step.sessionId,
    enrollment: state.enrollment.id,
    msgId: step.msgId,
    state: step.state,
    authenticated: step.authenticated,
    failures: step.failures,
    loginStatus: step.loginStatus,
    requestSha256: record.requestSha256.toString('hex'),
    received: record.received,
    sent: record.sent,
    expectSession: state.latest?.id ?? null,
    expectMsgId: state.latest?.lastMsgId ?? null,
    ...(osVersion === undefined ? {} : { osVersion }),
    ...(step.nextNonce === null ? {} : { nextNonce: step.nextNonce.toString('hex') }),
    ...(step.commands.length === 0 ? {} : { commands: step.commands }),
    ...(step.newCommands.length === 0
      ? {}
      : {
          newCommands: step.newCommands.map((command) => ({
            ...command,
            expiresAt: record.newCommandsExpireAt.toISOString(),
          })),
        }),
    ...(step.inventory.length === 0 ? {} : { inventory: step.inventory }),
  };
  const { rows } = await q.query<{ done: boolean }>({
    name: 'session-write',
    text: 'select write_session_step($1, $2, $3) as done',
    values: [state.deviceId, JSON.stringify(json), record.sealedReply],
  });
  return rows[0]?.done ?? false;
}
