import { DevicePage } from '../devices/device-frame.tsx';
import { PcDiagnosisView } from './pc-diagnosis-view.tsx';

/** One PC of the registry: why it is not where it should be. */
export function DeviceDiagnosisPage() {
  return <DevicePage>{(device) => <PcDiagnosisView pc={`d:${device.id}`} name={device.name} />}</DevicePage>;
}
