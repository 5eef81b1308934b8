import {
  hasDoubledSerial,
  readInventory,
  recordDeviceEvent,
  setDeviceState,
  updateDevice,
} from '../devices/registry.ts';
import { recordStage } from '../packages/record-pc.ts';
import type { Transaction } from '../storage/database.ts';
import type { Enrolled } from './begin-enrollment.ts';
import { decideProbation } from './model/decide-probation.ts';
import { findClaim } from './store/claims.ts';

/** The nodes by which a claim is checked (DDF DevDetail, DevInfo). */
const NODES = {
  serial: './DevDetail/Ext/Microsoft/SMBIOSSerialNumber',
  name: './DevDetail/Ext/Microsoft/DeviceName',
  maker: './DevInfo/Man',
  model: './DevInfo/Mod',
} as const;

/**
 * New inventory arrived: is the PC that answers the PC that made the claim (design fact 7)? A match ends probation; a
 * mismatch puts a PC back on it, also in a later session; too little seen changes nothing.
 */
export async function matchInventory(tx: Transaction, enrolled: Enrolled, now: Date): Promise<void> {
  const { deviceId, enrollmentId, claimId } = enrolled;
  const claim = await findClaim(tx, claimId);
  if (claim === null || claim.known === 'unbound') return; // the plain way stays on probation until an operator accepts it
  const seen = await readInventory(tx, deviceId, Object.values(NODES));
  const outcome = decideProbation(
    {
      nameKey: claim.facts.nameKey,
      serial: claim.facts.serial,
      maker: claim.facts.maker,
      model: claim.facts.model,
      serialDoubled: claim.facts.serial !== null && (await hasDoubledSerial(tx, claim.facts.serial)),
    },
    {
      serial: seen.get(NODES.serial),
      name: seen.get(NODES.name),
      maker: seen.get(NODES.maker),
      model: seen.get(NODES.model),
    },
  );
  if (outcome.result === 'wait') return;
  const isMatched = outcome.result !== 'mismatch';
  const { rows } = await tx.query<{ was: boolean }>(
    `with before as (select probation from enrollments where device_id = $1 and id = $2)
     update enrollments set probation = $3 where device_id = $1 and id = $2 returning (select probation from before) as was`,
    [deviceId, enrollmentId, !isMatched],
  );
  const wasOnProbation = rows[0]?.was ?? true;
  const pc = { packageId: enrolled.packageId, deviceId, name: claim.facts.name, at: now };
  if (!isMatched) {
    const params = { field: outcome.field };
    await recordStage(tx, { ...pc, stage: 'first-session', outcome: 'failed', reason: 'PROBATION_MISMATCH', params });
    await setDeviceState(tx, deviceId, 'probation', now, { reason: 'PROBATION_MISMATCH', params });
    await recordDeviceEvent(tx, deviceId, 'inventory-mismatch', '', { field: outcome.field });
    return;
  }
  if (!wasOnProbation) return;
  await tx.query('update claims set inventory_matched_at = $2 where id = $1', [claimId, now]);
  await recordStage(tx, { ...pc, stage: 'inventory-matched', outcome: 'done' });
  if (outcome.result === 'weakly-matched') await updateDevice(tx, deviceId, { known: 'weak' });
  await setDeviceState(tx, deviceId, 'enrolled', now);
  await recordDeviceEvent(tx, deviceId, outcome.result, '', {});
}
