import { DeviceCertificates } from './device-certificates.tsx';
import { DevicePage } from './device-frame.tsx';
import { DeviceHistory } from './device-history.tsx';
import { DeviceInventory } from './device-inventory.tsx';
import { DeviceSessions } from './device-sessions.tsx';
import { DeviceStages } from './device-stages.tsx';

/** One PC: how far it came, and what was ordered. */
export function DeviceStagesPage() {
  return <DevicePage>{(device) => <DeviceStages device={device} />}</DevicePage>;
}

export function DeviceInventoryPage() {
  return <DevicePage>{(device) => <DeviceInventory id={device.id} />}</DevicePage>;
}

export function DeviceSessionsPage() {
  return <DevicePage>{(device) => <DeviceSessions id={device.id} />}</DevicePage>;
}

export function DeviceCertificatePage() {
  return <DevicePage>{(device) => <DeviceCertificates id={device.id} />}</DevicePage>;
}

export function DeviceHistoryPage() {
  return <DevicePage>{(device) => <DeviceHistory id={device.id} />}</DevicePage>;
}
