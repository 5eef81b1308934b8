/** An order to a PC as the session meets it. */
export interface Command {
  readonly id: number;
  readonly purpose: 'inventory' | 'unenroll' | 'baton';
  readonly verb: 'Get' | 'Add' | 'Replace' | 'Delete' | 'Exec';
  readonly uri: string;
  readonly format: string | null;
  readonly data: string | null;
  readonly state: 'queued' | 'sent';
  readonly session: string | null;
  readonly msgId: number | null;
  readonly cmdId: number | null;
  readonly tries: number;
}

/** What becomes of a command; fields that are absent stay as they are. */
export interface CommandChange {
  readonly id: number;
  readonly state: 'queued' | 'sent' | 'acknowledged' | 'failed' | 'expired';
  readonly verb?: Command['verb'];
  readonly status?: number;
  readonly originalError?: string;
  readonly result?: string;
  readonly msgId?: number;
  readonly cmdId?: number;
}

/** A command that was sent this often without an answer is given up. */
const MAX_TRIES = 5;

/**
 * A Status of the PC for one command (OMA-REP 10). 2xx is done; deleting what is not there is done; adding what is there
 * becomes a Replace in the next message; a Get of a node that this Windows lacks is answered by 404; all else failed.
 */
export function commandAnswered(command: Command, status: number, originalError: string | undefined): CommandChange {
  const seen = { id: command.id, status, ...(originalError === undefined ? {} : { originalError }) };
  if (status >= 200 && status < 300) return { ...seen, state: 'acknowledged' };
  if (status === 404 && (command.verb === 'Delete' || command.verb === 'Get'))
    return { ...seen, state: 'acknowledged' };
  if (status === 418 && command.verb === 'Add') return { ...seen, state: 'queued', verb: 'Replace' };
  return { ...seen, state: 'failed' };
}

/**
 * A command whose answer will not come: the session was aborted (Alert 1223) or the PC fell silent. What may be done twice
 * is sent again in the next session; an Exec is not, since nobody knows whether it ran. The order to un-enroll waits for
 * the PC's farewell (Alert 1226), which comes in a session of its own.
 */
export function commandUnanswered(command: Command): CommandChange | null {
  if (command.purpose === 'unenroll') return null;
  if (command.verb === 'Exec' || command.tries >= MAX_TRIES) return { id: command.id, state: 'failed' };
  return { id: command.id, state: 'queued' };
}
