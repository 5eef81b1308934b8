import { getDevice } from '../../devices/get-device.ts';
import type { DeviceClock } from '../../devices/list-devices.ts';
import { netBiosName } from '../../devices/model/hardware.ts';
import { acceptDevice as acceptOnProbation } from '../../enrollment/accept-device.ts';
import { queueInventory, queueUnenroll } from '../../management/queue-command.ts';
import { revokeDevice as revokeAllOf } from '../../management/revoke-device.ts';
import { recordAudit } from '../../operators/audit.ts';
import type { Actor } from '../../operators/model/actor.ts';
import type { Database, Transaction } from '../../storage/database.ts';
import { notifyLive } from '../../storage/live.ts';
import { Refusal } from '../../storage/refusal.ts';

/** Who orders something for which PC. */
export interface DeviceOrder {
  readonly deviceId: string;
  readonly actor: Actor;
  readonly requestId: string;
  readonly clock: DeviceClock;
}

/** A PC's name, typed to show that it is the right one, and a reason for the audit. */
export interface FarewellForm {
  readonly confirmName: string;
  readonly reason: string;
}

const NOT_ENROLLED = {
  ja: 'この PC は登録されていないか、登録解除中です。',
  en: 'This PC is not enrolled, or is already leaving.',
};
const NOTHING_HELD = {
  ja: 'この PC には、失効させる申請も証明書もありません。',
  en: 'This PC holds no claim and no certificate to revoke.',
};

/** Orders one PC out of management. @throws Refusal when the name differs, or the PC is not enrolled */
export function unenrollDevice(database: Database, order: DeviceOrder, form: FarewellForm): Promise<void> {
  return endDevice(database, order, form, 'device.unenroll', { code: 'NOT_ENROLLED', text: NOT_ENROLLED }, (tx) =>
    queueUnenroll(tx, order.deviceId, order.actor.name, form.reason),
  );
}

/** Shuts one PC out at once, without its help. @throws Refusal when the name differs, or the PC holds nothing */
export function revokeDevice(database: Database, order: DeviceOrder, form: FarewellForm): Promise<void> {
  return endDevice(database, order, form, 'device.revoke', { code: 'NOTHING_HELD', text: NOTHING_HELD }, (tx) =>
    revokeAllOf(tx, order.deviceId, order.actor.name, form.reason, order.clock.now),
  );
}

/** The typed name is checked, and an order that was tried and refused is audited too. */
async function endDevice(
  database: Database,
  order: DeviceOrder,
  form: FarewellForm,
  action: string,
  nothing: { readonly code: string; readonly text: { readonly ja: string; readonly en: string } },
  end: (tx: Transaction) => Promise<boolean>,
): Promise<void> {
  const device = await getDevice(database, order.deviceId, order.clock);
  const audit = {
    actor: order.actor,
    action,
    target: { kind: 'device', id: device.id, name: device.name },
    after: { reason: form.reason },
    requestId: order.requestId,
  };
  const refuse = async (refusal: Refusal): Promise<never> => {
    await recordAudit(database, { ...audit, after: { ...audit.after, refused: refusal.code }, result: 'refused' });
    throw refusal;
  };
  if (netBiosName(form.confirmName) !== netBiosName(device.name)) {
    await refuse(
      new Refusal(
        'invalid',
        'NAME_DIFFERS',
        {
          ja: `入力した名前が PC の名前「${device.name}」と一致しません。`,
          en: `The name typed is not the name of the PC, "${device.name}".`,
        },
        { field: 'confirmName' },
      ),
    );
  }
  const isDone = await database.transaction(async (tx) => {
    if (!(await end(tx))) return false;
    await recordAudit(tx, audit);
    await notifyLive(tx, 'devices', device.id);
    return true;
  });
  if (!isDone) await refuse(new Refusal('conflict', nothing.code, nothing.text));
}

/** Asks a PC for its inventory at its next contact. @throws Refusal when it is not enrolled */
export async function requestInventory(database: Database, order: DeviceOrder): Promise<number> {
  const device = await getDevice(database, order.deviceId, order.clock);
  return database.transaction(async (tx) => {
    const nodes = await queueInventory(tx, device.id, order.actor.name);
    if (nodes === 0 && !device.commands.some((command) => command.state === 'queued' || command.state === 'sent')) {
      throw new Refusal('conflict', 'NOT_ENROLLED', {
        ja: 'この PC は登録されていません。',
        en: 'This PC is not enrolled.',
      });
    }
    await recordAudit(tx, {
      actor: order.actor,
      action: 'device.inventory',
      target: { kind: 'device', id: device.id, name: device.name },
      requestId: order.requestId,
    });
    await notifyLive(tx, 'devices', device.id);
    return nodes;
  });
}

/** Takes a PC off probation with a reason. @throws Refusal when it is not on probation */
export async function acceptDevice(database: Database, order: DeviceOrder, reason: string): Promise<void> {
  const device = await getDevice(database, order.deviceId, order.clock);
  await database.transaction(async (tx) => {
    if (!(await acceptOnProbation(tx, device.id, order.actor.name, reason, order.clock.now))) {
      throw new Refusal('conflict', 'NOT_ON_PROBATION', {
        ja: 'この PC は照合待ちではありません。',
        en: 'This PC is not on probation.',
      });
    }
    await recordAudit(tx, {
      actor: order.actor,
      action: 'device.accept',
      target: { kind: 'device', id: device.id, name: device.name },
      before: { state: device.state, known: device.known },
      after: { reason },
      requestId: order.requestId,
    });
    await notifyLive(tx, 'devices', device.id);
  });
}
