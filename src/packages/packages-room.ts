import type { Database } from '../storage/database.ts';
import type { ListedPc } from './model/listed-pc.ts';

/** The settings that packages take their defaults from; src/config/settings.ts defines them all, with bounds. */
export interface PackageSettings {
  readonly 'package.pinValidityHours': number;
  readonly 'package.pcsPerUser': number;
  /** A package pauses when claims of this many PCs were accepted; 0 = never. */
  readonly 'package.stopAfter': number;
}

/** What the packages room is given: everything that reaches outside it. */
export interface PackagesRoom {
  readonly database: Database;
  readonly settings: () => PackageSettings;
  /** HMAC-SHA256 under the installation's key for PINs; the key is not in the database. */
  readonly hmac: (purpose: 'pin', text: string) => Buffer;
  /** 12 or more random bytes from the system's generator. */
  readonly randomBytes: (size: number) => Buffer;
  readonly addresses: PackageAddresses;
  /** The self-made TLS root that setup.ps1 installs after checking its fingerprint; null behind a certificate that PCs trust. */
  readonly tlsRoot: () => { readonly pem: string; readonly sha256: string } | null;
  /** Folder with the scripts that every package carries. */
  readonly kitFolder: string;
  /** Rows of a checked CSV of PCs. */
  readonly readPcList: (importId: string) => AsyncIterable<ListedPc>;
  /** Runs `buildRoster` later, once, also after a restart. */
  readonly queueRoster: (packageId: string) => Promise<void>;
  readonly clock: () => Date;
}

export interface PackageAddresses {
  /** Host name of the enrollment door. */
  readonly host: string;
  /** Base URL of the enrollment door. */
  readonly enrollment: string;
  readonly discovery: string;
  /** Base URL of the management door, where an enrolled PC's collect.ps1 sends evidence. */
  readonly management: string;
}
