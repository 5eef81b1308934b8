/**
 * What a Status means for the command it answers.
 * `done`; `accepted`: goes on, watch its node or alert; `authenticated`: our credential holds; `buffered`: send the next
 * chunk; `not-run`: an earlier member of the Atomic failed; `rolled-back`: undone; `unknown`: roll back failed, read
 * again; `challenged`: prove who we are; `failed`.
 */
export type StatusClass =
  | 'done'
  | 'accepted'
  | 'authenticated'
  | 'buffered'
  | 'not-run'
  | 'rolled-back'
  | 'unknown'
  | 'challenged'
  | 'failed';

/** One row of the status table. */
export interface StatusCode {
  /** In the words of the specification, in short. */
  readonly meaning: string;
  readonly class: StatusClass;
}

const row = (statusClass: StatusClass, meaning: string): StatusCode => ({ class: statusClass, meaning });

/** Status codes that Windows sends (OMA-REP 10, MS-MDM 3.1.5.2). */
export const STATUS_CODES: ReadonlyMap<number, StatusCode> = new Map([
  [200, row('done', 'OK')],
  [202, row('accepted', 'accepted for processing')],
  [204, row('done', 'no content')],
  [212, row('authenticated', 'authentication accepted')],
  [213, row('buffered', 'chunk accepted and buffered')],
  [214, row('not-run', 'operation cancelled')],
  [215, row('not-run', 'not executed')],
  [216, row('rolled-back', 'atomic roll back OK')],
  [400, row('failed', 'bad request')],
  [401, row('challenged', 'invalid credentials')],
  [403, row('failed', 'forbidden')],
  [404, row('failed', 'not found')],
  [405, row('failed', 'command not allowed')],
  [406, row('failed', 'optional feature not supported')],
  [407, row('challenged', 'authentication required')],
  [409, row('failed', 'conflict')],
  [412, row('failed', 'incomplete command')],
  [413, row('failed', 'request entity too large')],
  [414, row('failed', 'URI too long')],
  [415, row('failed', 'unsupported media type or format')],
  [418, row('failed', 'already exists')],
  [420, row('failed', 'device full')],
  [424, row('failed', 'size mismatch')],
  [425, row('failed', 'permission denied')],
  [500, row('failed', 'command failed')],
  [507, row('failed', 'atomic failed')],
  [516, row('unknown', 'atomic roll back failed')],
]);

/** The class of any code; one that is not in the table is `done` in the 200s and `failed` elsewhere. */
export function statusClass(code: number): StatusClass {
  return STATUS_CODES.get(code)?.class ?? (code >= 200 && code < 300 ? 'done' : 'failed');
}
