import { netBiosName } from '../devices/model/hardware.ts';
import type { ReasonId, ReasonParams } from '../devices/model/reasons.ts';
import type { Stage } from '../devices/model/stages.ts';
import { stateAfter } from '../devices/model/state-after.ts';
import type { Queryable } from '../storage/database.ts';
import { toJsonb } from '../storage/jsonb.ts';

/** How far one PC came in one package, as one event tells it. */
export interface PackagePcEvent {
  readonly packageId: string;
  /** Null while the PC only said its name: such stages are shown, and decide nothing. */
  readonly deviceId: string | null;
  readonly name: string;
  /**
   * The PC showed a living PIN; without a device that alone is proof. Only proved outcomes can pause a package, so that
   * nobody who merely read a package id can. Default: true where the device is known.
   */
  readonly isProved?: boolean;
  /** A claim that was refused: `deviceId` is the PC that it is known to come from, null where hardware says nothing. */
  readonly isRefusal?: boolean;
  readonly stage: Stage;
  readonly at: Date;
  readonly outcome: 'in-progress' | 'waiting' | 'failed' | 'done';
  readonly userName?: string;
  readonly reason?: ReasonId;
  readonly params?: ReasonParams;
  readonly hresult?: string;
  readonly detail?: string;
  readonly logTail?: string;
  readonly kit?: string;
  readonly address?: string;
}

/** An event as the database's record_package_pc takes it. */
export function stageRow(event: PackagePcEvent): Readonly<Record<string, unknown>> {
  return {
    ...event,
    nameKey: netBiosName(event.name),
    at: event.at.toISOString(),
    state: stateAfter(event.outcome, event.reason),
  };
}

/**
 * Keeps a stage: the package's page shows it, and where the PC is known its own page too. A stage that was reached stays
 * reached; a PC that said its name before its claim was accepted is recognised by it.
 */
export async function recordStage(q: Queryable, event: PackagePcEvent): Promise<void> {
  await q.query({
    name: 'package-pc-record',
    text: 'select record_package_pc($1)',
    values: [toJsonb(stageRow(event))],
  });
}
