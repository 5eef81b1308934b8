import {
  type IntendedBefore,
  type IntentionChange,
  setDeviceIntentions,
  setGroupIntention,
} from '../../devices/intentions/set-intentions.ts';
import type { IntentionWord } from '../../devices/model/intention.ts';
import { recordAudit } from '../../operators/audit.ts';
import type { Actor } from '../../operators/model/actor.ts';
import type { Transaction } from '../../storage/database.ts';
import { notifyLive } from '../../storage/live.ts';
import type { OperatorServices } from './services.ts';

/** Who says what PCs are meant to become; null takes it back. */
export interface IntentionOrder {
  readonly intention: IntentionWord | null;
  readonly actor: Actor;
  readonly requestId: string;
}

/** Says of PCs what they are meant to become, and has them diagnosed anew. Gives how many changed. */
export function intendDevices(
  services: OperatorServices,
  ids: readonly string[],
  order: IntentionOrder,
): Promise<number> {
  return intend(services, order, 'device', (tx, change) => setDeviceIntentions(tx, ids, change));
}

/** The same of the PCs of a group's people. */
export function intendGroup(services: OperatorServices, id: string, order: IntentionOrder): Promise<number> {
  return intend(services, order, 'group', async (tx, change) => {
    const group = await setGroupIntention(tx, id, change);
    return group.before === change.intention ? [] : [group];
  });
}

async function intend(
  services: OperatorServices,
  { intention, actor, requestId }: IntentionOrder,
  kind: 'device' | 'group',
  set: (tx: Transaction, change: IntentionChange) => Promise<readonly IntendedBefore[]>,
): Promise<number> {
  const changed = await services.database.transaction(async (tx) => {
    const before = await set(tx, { intention, by: actor.name, now: services.clock() });
    for (const target of before) {
      await recordAudit(tx, {
        actor,
        action: `${kind}.intend`,
        target: { kind, id: target.id, name: target.name },
        before: { intention: target.before },
        after: { intention },
        requestId,
      });
    }
    const [only] = before;
    await notifyLive(tx, 'devices', kind === 'device' && before.length === 1 ? (only?.id ?? null) : null);
    return before.length;
  });
  if (changed > 0) await services.queueTask('rediagnosis');
  return changed;
}
