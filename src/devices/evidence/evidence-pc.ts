import { netBiosName } from '../model/hardware.ts';

/**
 * Who evidence is about: a PC of the registry, or a name that showed a package's PIN and holds no claim. Written as
 * `d:<device id>` or `n:<package id>:<NetBIOS name>`.
 */
export type EvidencePc = string;

/** The PC of the registry. */
export function pcOfDevice(deviceId: string): EvidencePc {
  return `d:${deviceId}`;
}

/** A PC that is known by name only. */
export function pcOfName(packageId: string, name: string): EvidencePc {
  return `n:${packageId}:${netBiosName(name)}`;
}
