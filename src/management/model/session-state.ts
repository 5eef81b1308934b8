import type { Command, CommandChange } from './command-outcome.ts';

/** A management session as it stands: the exchange of messages from the first alert to the empty reply. */
export interface ManagementSession {
  readonly id: string;
  readonly sessionId: string;
  readonly state: 'open' | 'ended' | 'aborted';
  readonly lastAt: Date;
  readonly lastMsgId: number;
  readonly messages: number;
  /** The PC's credential (MD5) was verified in this session. */
  readonly authenticated: boolean;
  readonly failures: number;
  /** `user`: the enrolling user is signed in, `others`: somebody else, `none`: nobody. */
  readonly loginStatus: string | null;
  readonly lastRequestSha256: Buffer | null;
  readonly lastReply: Buffer | null;
}

/** What the one read statement brings for a message: who called, in which state, and what is due. */
export interface SessionState {
  readonly deviceId: string;
  readonly deviceState: string;
  readonly enrollment: {
    readonly id: string;
    readonly claimId: string;
    readonly packageId: string;
    readonly type: 'Device' | 'Full';
    readonly source: string;
    readonly state: 'issued' | 'active' | 'leaving' | 'ended';
    readonly probation: boolean;
    readonly clientHash: string;
    readonly clientNonce: Buffer;
    readonly previousClientNonce: Buffer | null;
    readonly createdAt: Date;
    readonly firstSessionAt: Date | null;
  };
  readonly certificate: { readonly serial: string; readonly notAfter: Date; readonly revokedAt: Date | null };
  /** The latest session of the device under any enrollment: what the write expects to find unchanged. */
  readonly latest: { readonly id: string; readonly lastMsgId: number } | null;
  /** That session, if it belongs to this enrollment. */
  readonly session: ManagementSession | null;
  /** Queued and sent commands of this enrollment, oldest first. */
  readonly commands: readonly Command[];
}

/** A value that the PC reported for an inventory node. */
export interface InventoryValue {
  readonly uri: string;
  readonly value: string | null;
  readonly format: string | null;
  readonly status: number;
}

/** A command made by the session itself and sent in the same message. */
export interface NewCommand {
  readonly purpose: 'inventory';
  readonly verb: 'Get';
  readonly uri: string;
  readonly format: null;
  readonly data: null;
  readonly msgId: number;
  readonly cmdId: number;
}

/** All that one message changes; written by one statement. */
export interface SessionStep {
  readonly session: string;
  readonly sessionId: string;
  readonly msgId: number;
  readonly state: 'open' | 'ended' | 'aborted';
  readonly authenticated: boolean;
  readonly failures: number;
  readonly loginStatus: string | null;
  readonly nextNonce: Buffer | null;
  readonly commands: readonly CommandChange[];
  readonly newCommands: readonly NewCommand[];
  readonly inventory: readonly InventoryValue[];
  /** The PC's first session under this enrollment: its claim's secret dies, the former enrollment ends. */
  readonly isFirst: boolean;
  /** The PC says farewell (Alert 1226 unenrollment.userrequest). */
  readonly isLeaving: boolean;
}
