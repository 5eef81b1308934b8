import type { Device } from '../../api/types.ts';

/** Names of the Windows versions by the third part of the build (Microsoft's release information). */
const RELEASES: readonly (readonly [build: string, name: string])[] = [
  ['26200', 'Windows 11 25H2'],
  ['26100', 'Windows 11 24H2'],
  ['22631', 'Windows 11 23H2'],
  ['22621', 'Windows 11 22H2'],
  ['22000', 'Windows 11 21H2'],
  ['19045', 'Windows 10 22H2'],
  ['19044', 'Windows 10 21H2'],
  ['17763', 'Windows 10 1809'],
];

/** Filter values and names of the Windows versions that the list offers. */
export const OS_CHOICES = RELEASES.map(([build, name]) => ({ id: `10.0.${build}`, text: name }));

/** A Windows version as people say it; a build without a known name stays the build. */
export function osName(version: string): string {
  const build = version.split('.')[2];
  return RELEASES.find(([known]) => known === build)?.[1] ?? version;
}

/** Whether old platform and Baton manage the PC together now. */
export function isManagedByBoth(device: Pick<Device, 'state' | 'platform'>): boolean {
  const isManaged = ['enrolled', 'silent', 'probation', 'leaving'].includes(device.state);
  return isManaged && (device.platform === 'configmgr' || device.platform === 'epm');
}

/** A Windows version as a narrow column shows it: 11 24H2. */
export function shortOsName(version: string): string {
  return osName(version).replace(/^Windows /, '');
}
