import { checkPin, listPins } from '../packages/check-pin.ts';
import { canonicalSecret } from '../packages/model/secret.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';

/** Whether a PIN of the package lives and this is it: enough to hand in evidence, and for nothing else. */
export async function knowsPin(room: EnrollmentRoom, packageId: string, pin: string): Promise<boolean> {
  const pins = await listPins(room.database, packageId);
  return 'pinId' in checkPin(pins, room.hmac('pin', canonicalSecret(pin)), room.clock());
}
