import { z } from 'zod';
import { canonicalMac, clientId, netBiosName, realSerial, realUuid } from '../../devices/model/hardware.ts';

const text = (max: number) => z.string().max(max);
const macs = z.array(text(64)).max(64).default([]);

/** The kit's claim as it comes over the wire, every field bounded; unknown fields are dropped. */
export const claimRequestSchema = z.object({
  packageId: z.uuid(),
  pin: text(64),
  kit: text(32).default(''),
  token: text(128).optional(),
  identity: z.object({ kind: z.enum(['user', 'computer']), name: text(256).trim().min(1).normalize('NFC') }),
  pc: z.object({
    name: text(256).trim().min(1),
    domain: text(256).trim().default(''),
    uuid: text(64).default(''),
    serial: text(256).default(''),
    maker: text(256).default(''),
    model: text(256).default(''),
    edition: z.number().int().min(0).max(10_000).optional(),
    build: text(64).default(''),
    permanentMacs: macs,
    currentMacs: macs,
    clientId: z.object({ configmgr: text(128).optional(), epm: text(128).optional() }).default({}),
  }),
  oldPlatforms: z
    .array(z.enum(['configmgr', 'epm']))
    .max(2)
    .default([]),
  mdms: z
    .array(z.object({ providerId: text(256), upn: text(256).default('') }))
    .max(32)
    .default([]),
  language: z.enum(['ja', 'en']).default('en'),
});

export type ClaimRequest = z.infer<typeof claimRequestSchema>;

/** What a PC says about itself in a claim, in the forms in which facts are compared. */
export interface ClaimFacts {
  readonly identity: { readonly kind: 'user' | 'computer'; readonly name: string };
  readonly name: string;
  readonly nameKey: string;
  readonly domain: string;
  /** Null where firmware holds none, or a placeholder. */
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly maker: string;
  readonly model: string;
  readonly edition: number | null;
  readonly build: string;
  /** Permanent and current MACs, 12 hex digits each, without repeats. */
  readonly macs: readonly string[];
  readonly configmgrId: string | null;
  readonly epmId: string | null;
  readonly oldPlatforms: readonly ('configmgr' | 'epm')[];
  readonly mdms: readonly string[];
}

/** Brings a claim's facts into the forms in which they are compared (design: names as NetBIOS, MACs as 12 hex digits). */
export function claimFacts(request: ClaimRequest): ClaimFacts {
  const { pc } = request;
  const addresses = [...pc.permanentMacs, ...pc.currentMacs].map(canonicalMac).filter((mac) => mac !== null);
  return {
    identity: request.identity,
    name: pc.name,
    nameKey: netBiosName(pc.name),
    domain: pc.domain.toLowerCase(),
    serial: realSerial(pc.serial),
    uuid: realUuid(pc.uuid),
    maker: pc.maker.trim(),
    model: pc.model.trim(),
    edition: pc.edition ?? null,
    build: pc.build.trim(),
    macs: [...new Set(addresses)],
    configmgrId: clientId(pc.clientId.configmgr),
    epmId: clientId(pc.clientId.epm),
    oldPlatforms: [...new Set(request.oldPlatforms)].sort(),
    mdms: request.mdms.map((mdm) => mdm.providerId),
  };
}
