import type { KeyObject } from 'node:crypto';
import type https from 'node:https';
import type { PollStage } from './clock.ts';
import { CspTree } from './csp-tree.ts';
import { makeAgent } from './http.ts';
import type { Random } from './random.ts';

/** Hardware and Windows of a simulated PC, as its firmware and registry say them. */
export interface Hardware {
  readonly name: string;
  readonly domain: string;
  readonly serial: string;
  readonly uuid: string;
  readonly maker: string;
  readonly model: string;
  readonly macs: readonly string[];
  readonly hwDevId: string;
  readonly edition: number;
  readonly build: string;
  readonly clientId: { readonly configmgr?: string; readonly epm?: string };
}

/** The DM account that the provisioning document made. */
export interface Account {
  readonly providerId: string;
  readonly address: string;
  readonly client: { readonly name: string; readonly secret: string; nonce: string };
  readonly deviceId: string;
  readonly certificate: string;
  readonly key: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** How often, and how far apart, a message is sent again when its answer does not come (CONNRETRYFREQ). */
  readonly connection: { readonly retries: number; readonly firstMs: number; readonly longestMs: number };
  /** When this PC calls by itself (DMClient Poll). */
  readonly poll: readonly PollStage[];
  readonly agent: https.Agent;
  sessions: number;
  /** The server ordered this PC out: its next session says farewell. */
  isLeaving: boolean;
}

/** Memory of setup.ps1 on this PC: what it would find after a restart. */
export interface KitState {
  claimId: string | null;
  token: string | null;
  secret: string | null;
  upn: string | null;
}

/** A Windows PC with an old agent. Everything about it may be changed by a test before it acts. */
export class Pc {
  hardware: Hardware;
  /** Who is signed in, or null. */
  user: string | null;
  oldPlatforms: ('configmgr' | 'epm')[];
  /** Other MDMs that this PC is enrolled in. */
  mdms: { providerId: string; upn: string }[] = [];
  readonly kit: KitState = { claimId: null, token: null, secret: null, upn: null };
  readonly tree: CspTree;
  account: Account | null = null;
  /** It was enrolled, and said farewell since. */
  hasLeft = false;
  keys: { publicKey: KeyObject; privateKey: KeyObject } | null = null;
  /** One connection to the enrollment door, kept as Windows keeps it. */
  readonly agent: https.Agent = makeAgent();

  constructor(hardware: Hardware, user: string | null, oldPlatforms: ('configmgr' | 'epm')[]) {
    this.hardware = hardware;
    this.user = user;
    this.oldPlatforms = oldPlatforms;
    this.tree = new CspTree(treeOf(hardware));
  }

  /** Closes its connections, as switching it off does; what it keeps on its disk stays. */
  off(): void {
    this.agent.destroy();
    this.account?.agent.destroy();
  }
}

/** What the CSPs of this PC answer (DDF DevInfo, DevDetail, WindowsLicensing, DeviceStatus). */
function treeOf(h: Hardware): Record<string, { format: string; value: string }> {
  const chr = (value: string) => ({ format: 'chr', value });
  const int = (value: number) => ({ format: 'int', value: String(value) });
  return {
    './DevInfo/Man': chr(h.maker),
    './DevInfo/Mod': chr(h.model),
    './DevInfo/DmV': chr('1.3'),
    './DevInfo/Lang': chr('ja-JP'),
    './DevDetail/SwV': chr(h.build),
    './DevDetail/DevTyp': chr(h.model),
    './DevDetail/OEM': chr(h.maker),
    './DevDetail/FwV': chr('1.12.0'),
    './DevDetail/HwV': chr('1.0'),
    './DevDetail/LrgObj': { format: 'bool', value: 'false' },
    './DevDetail/Ext/Microsoft/DeviceName': chr(h.name),
    './DevDetail/Ext/Microsoft/DNSComputerName': chr(h.name),
    './DevDetail/Ext/Microsoft/SMBIOSSerialNumber': chr(h.serial),
    './DevDetail/Ext/Microsoft/ProcessorArchitecture': int(9),
    './DevDetail/Ext/Microsoft/TotalRAM': int(16_384),
    './DevDetail/Ext/Microsoft/TotalStorage': int(476_000),
    './Vendor/MSFT/WindowsLicensing/Edition': int(h.edition),
    './Vendor/MSFT/DeviceStatus/DomainName': chr(h.domain),
    './Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera': int(1),
  };
}

/** A PC of a seed: all its hardware facts from the generator. */
export function makePc(
  random: Random,
  given: { readonly name: string; readonly user?: string | null; readonly platform?: 'configmgr' | 'epm' | 'none' },
): Pc {
  const platform = given.platform ?? 'configmgr';
  const [maker, models] = random.pick(MAKERS);
  const uuid = random.hex(32);
  const hardware: Hardware = {
    name: given.name,
    domain: 'corp.example.test',
    serial: `${random.pick(['5CG', 'PF', 'CND', 'JPH'])}${random.hex(7)}`,
    uuid: `${uuid.slice(0, 8)}-${uuid.slice(8, 12)}-4${uuid.slice(13, 16)}-9${uuid.slice(17, 20)}-${uuid.slice(20)}`,
    maker,
    model: random.pick(models),
    macs: Array.from({ length: 2 }, () => `02-${random.hex(10).match(/../g)?.join('-')}`),
    hwDevId: random.hex(64),
    edition: random.pick([4, 48]),
    build: random.pick(['10.0.19045.5247', '10.0.22631.4460', '10.0.26100.2314']),
    clientId:
      platform === 'configmgr'
        ? { configmgr: `GUID:${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}` }
        : platform === 'epm'
          ? { epm: `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}` }
          : {},
  };
  return new Pc(hardware, given.user ?? null, platform === 'none' ? [] : [platform]);
}

const MAKERS: readonly (readonly [string, readonly string[]])[] = [
  ['Contoso', ['Notebook 14 G3', 'Desktop Mini 8']],
  ['Fabrikam', ['FMV-U9', 'FMV-D5 (小型)']],
  ['Litware', ['LatBook 5450', 'OptiBox 7020']],
];
